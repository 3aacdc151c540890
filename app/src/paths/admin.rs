//! Paths of the admin console.

use super::{BEFORE, DONE, common::escaped};
use domain::{AccountId, AdminAct, ImportId, InvitationId, ReservationId};

pub(super) const ADMIN: &str = "/admin";
pub const ADMIN_PEOPLE: &str = "/admin/people";
pub const ADMIN_INVITE: &str = "/admin/people/new";
/// A file of people is posted to this path too.
pub const ADMIN_IMPORT: &str = "/admin/people/import";
pub const ADMIN_INVITATIONS: &str = "/admin/invitations";
pub const ADMIN_RESERVED: &str = "/admin/reserved";
pub const ADMIN_RESERVE: &str = "/admin/reserved/new";
pub const ADMIN_MESSAGES: &str = "/admin/messages";
pub const ADMIN_AUDIT: &str = "/admin/audit";
pub const ADMIN_POLICY: &str = "/admin/policy";
pub const ADMIN_BRANDING: &str = "/admin/branding";
/// Where a logo is uploaded, by POST. The server handles it, not the app.
pub const ADMIN_LOGO: &str = "/admin/branding/logo";
/// The audit log as a file. Accepts the query of the page.
pub const ADMIN_AUDIT_CSV: &str = "/admin/audit.csv";
const RELEASE: &str = "release";
const REVOKE: &str = "revoke";

/// Query parameter: the search text.
pub const SEARCH: &str = "q";
/// Query parameters: the filters of a list.
pub const STATUS: &str = "status";
pub const ROLE: &str = "role";
pub const PERSON: &str = "person";
pub const KIND: &str = "kind";
pub const FROM: &str = "from";
pub const UNTIL: &str = "until";
/// Query parameter: the preset to preview.
pub const PRESET: &str = "preset";
/// Query parameter: why a logo was refused.
pub const REFUSED: &str = "refused";
/// Query parameter: the entry after which the page of a list starts. `BEFORE` pages in the other direction.
pub const AFTER: &str = "after";

/// A page of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminAddress {
    People,
    Person(AccountId),
    /// Asks the admin to confirm an action on an account.
    Confirm(AccountId, AdminAct),
    /// Adds one person.
    Invite,
    /// Adds a file of people.
    Import,
    /// The progress of an import.
    Imported(ImportId),
    Invitations,
    /// Asks the admin to confirm that an invitation is revoked.
    Revoke(InvitationId),
    Reserved,
    Reserve,
    Release(ReservationId),
    Messages,
    Audit,
    Policy,
    Branding,
}

domain::named_enum! {
    /// An admin's action on an invitation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub enum InvitationAct {
        Resend = "resend",
        Extend = "extend",
        Revoke = REVOKE,
    }
}

impl AdminAddress {
    pub fn path(self) -> String {
        match self {
            AdminAddress::People => ADMIN_PEOPLE.to_owned(),
            AdminAddress::Person(id) => format!("{ADMIN_PEOPLE}/{id}"),
            AdminAddress::Confirm(id, act) => format!("{ADMIN_PEOPLE}/{id}/{}", act.name()),
            AdminAddress::Invite => ADMIN_INVITE.to_owned(),
            AdminAddress::Import => ADMIN_IMPORT.to_owned(),
            AdminAddress::Imported(id) => format!("{ADMIN_IMPORT}/{id}"),
            AdminAddress::Invitations => ADMIN_INVITATIONS.to_owned(),
            AdminAddress::Revoke(id) => format!("{ADMIN_INVITATIONS}/{id}/{REVOKE}"),
            AdminAddress::Reserved => ADMIN_RESERVED.to_owned(),
            AdminAddress::Reserve => ADMIN_RESERVE.to_owned(),
            AdminAddress::Release(id) => format!("{ADMIN_RESERVED}/{id}/{RELEASE}"),
            AdminAddress::Messages => ADMIN_MESSAGES.to_owned(),
            AdminAddress::Audit => ADMIN_AUDIT.to_owned(),
            AdminAddress::Policy => ADMIN_POLICY.to_owned(),
            AdminAddress::Branding => ADMIN_BRANDING.to_owned(),
        }
    }

    pub fn of(path: &str) -> Option<Self> {
        match path {
            ADMIN | ADMIN_PEOPLE => return Some(AdminAddress::People),
            ADMIN_INVITE => return Some(AdminAddress::Invite),
            ADMIN_IMPORT => return Some(AdminAddress::Import),
            ADMIN_INVITATIONS => return Some(AdminAddress::Invitations),
            ADMIN_RESERVED => return Some(AdminAddress::Reserved),
            ADMIN_RESERVE => return Some(AdminAddress::Reserve),
            ADMIN_MESSAGES => return Some(AdminAddress::Messages),
            ADMIN_AUDIT => return Some(AdminAddress::Audit),
            ADMIN_POLICY => return Some(AdminAddress::Policy),
            ADMIN_BRANDING => return Some(AdminAddress::Branding),
            _ => {}
        }
        if let Some(rest) = below(path, ADMIN_RESERVED) {
            let (id, act) = rest.split_once('/')?;
            return id.parse().ok().filter(|_| act == RELEASE).map(AdminAddress::Release);
        }
        if let Some(rest) = below(path, ADMIN_INVITATIONS) {
            let (id, act) = rest.split_once('/')?;
            return id.parse().ok().filter(|_| act == REVOKE).map(AdminAddress::Revoke);
        }
        if let Some(id) = below(path, ADMIN_IMPORT) {
            return id.parse().ok().map(AdminAddress::Imported);
        }
        let rest = below(path, ADMIN_PEOPLE)?;
        match rest.split_once('/') {
            None => rest.parse().ok().map(AdminAddress::Person),
            Some((id, act)) => Some(AdminAddress::Confirm(id.parse().ok()?, AdminAct::of(act)?)),
        }
    }

    /// The route template of the page, for logs and metrics.
    pub const fn route(self) -> &'static str {
        match self {
            AdminAddress::People => ADMIN_PEOPLE,
            AdminAddress::Person(_) => "/admin/people/{person}",
            AdminAddress::Confirm(..) => "/admin/people/{person}/{act}",
            AdminAddress::Invite => ADMIN_INVITE,
            AdminAddress::Import => ADMIN_IMPORT,
            AdminAddress::Imported(_) => "/admin/people/import/{import}",
            AdminAddress::Invitations => ADMIN_INVITATIONS,
            AdminAddress::Revoke(_) => "/admin/invitations/{invitation}/revoke",
            AdminAddress::Reserved => ADMIN_RESERVED,
            AdminAddress::Reserve => ADMIN_RESERVE,
            AdminAddress::Release(_) => "/admin/reserved/{reservation}/release",
            AdminAddress::Messages => ADMIN_MESSAGES,
            AdminAddress::Audit => ADMIN_AUDIT,
            AdminAddress::Policy => ADMIN_POLICY,
            AdminAddress::Branding => ADMIN_BRANDING,
        }
    }
}

fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// Adds query parameters to a path. Those with an empty value are left out.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut whole = path.to_owned();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        whole.push(if whole.len() == path.len() { '?' } else { '&' });
        whole.push_str(name);
        whole.push('=');
        whole.push_str(&escaped(value));
    }
    whole
}

/// The list of invitations, with a message about what was done.
pub fn invitations_after(done: &str) -> String {
    with_query(ADMIN_INVITATIONS, &[(DONE, done)])
}

/// The page that asks for confirmation before an action on the account with this id.
pub fn act_on_person(id: &str, act: AdminAct) -> String {
    format!("{ADMIN_PEOPLE}/{id}/{}", act.name())
}

/// The page of a person, with the events before `event`.
pub fn person_before(id: AccountId, event: &str) -> String {
    with_query(&AdminAddress::Person(id).path(), &[(BEFORE, event)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_of_the_console_means_its_page() {
        let id: AccountId = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let mut pages = vec![
            AdminAddress::People,
            AdminAddress::Person(id),
            AdminAddress::Invite,
            AdminAddress::Import,
            AdminAddress::Imported(ImportId(id.0)),
            AdminAddress::Invitations,
            AdminAddress::Revoke(InvitationId(id.0)),
            AdminAddress::Reserved,
            AdminAddress::Reserve,
            AdminAddress::Release(ReservationId(id.0)),
            AdminAddress::Messages,
            AdminAddress::Audit,
            AdminAddress::Policy,
            AdminAddress::Branding,
        ];
        pages.extend(AdminAct::ALL.map(|act| AdminAddress::Confirm(id, act)));
        for page in pages {
            assert_eq!(AdminAddress::of(&page.path()), Some(page));
        }
        for path in [
            "/admin/",
            "/admin/people/",
            "/admin/people/1",
            "/admin/peoples",
            "/admin/invitations/",
            "/admin/audit.csv",
            ADMIN_LOGO,
        ] {
            assert_eq!(AdminAddress::of(path), None, "{path}");
        }
        for act in ["", "close", "deactivate/"] {
            assert_eq!(AdminAddress::of(&format!("/admin/people/{id}/{act}")), None, "{act}");
        }
    }

    #[test]
    fn a_query_holds_what_is_given_and_escapes_it() {
        assert_eq!(
            with_query("/admin/people", &[("q", "a&b"), ("role", ""), ("x", "é")]),
            "/admin/people?q=a%26b&x=%C3%A9"
        );
    }
}
