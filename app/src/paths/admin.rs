//! Paths of the admin console.

use super::applications::{ApplicationsRoute, GroupsRoute};
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
/// Where the list of people is written to a file, by POST. Accepts the query of the page.
pub const ADMIN_PEOPLE_CSV: &str = "/admin/people.csv";
const EDIT: &str = "edit";
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
pub enum AdminRoute {
    People,
    Person(AccountId),
    /// Changes name, number and address of an account.
    Edit(AccountId),
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
    Applications(ApplicationsRoute),
    Groups(GroupsRoute),
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

/// Whether a path without a query is a page of the console.
pub fn is_console(path: &str) -> bool {
    path == ADMIN || below(path, ADMIN).is_some()
}

impl AdminRoute {
    pub fn path(self) -> String {
        match self {
            AdminRoute::People => ADMIN_PEOPLE.to_owned(),
            AdminRoute::Person(id) => format!("{ADMIN_PEOPLE}/{id}"),
            AdminRoute::Edit(id) => format!("{ADMIN_PEOPLE}/{id}/{EDIT}"),
            AdminRoute::Confirm(id, act) => format!("{ADMIN_PEOPLE}/{id}/{}", act.name()),
            AdminRoute::Invite => ADMIN_INVITE.to_owned(),
            AdminRoute::Import => ADMIN_IMPORT.to_owned(),
            AdminRoute::Imported(id) => format!("{ADMIN_IMPORT}/{id}"),
            AdminRoute::Invitations => ADMIN_INVITATIONS.to_owned(),
            AdminRoute::Revoke(id) => format!("{ADMIN_INVITATIONS}/{id}/{REVOKE}"),
            AdminRoute::Applications(page) => page.path(),
            AdminRoute::Groups(page) => page.path(),
            AdminRoute::Reserved => ADMIN_RESERVED.to_owned(),
            AdminRoute::Reserve => ADMIN_RESERVE.to_owned(),
            AdminRoute::Release(id) => format!("{ADMIN_RESERVED}/{id}/{RELEASE}"),
            AdminRoute::Messages => ADMIN_MESSAGES.to_owned(),
            AdminRoute::Audit => ADMIN_AUDIT.to_owned(),
            AdminRoute::Policy => ADMIN_POLICY.to_owned(),
            AdminRoute::Branding => ADMIN_BRANDING.to_owned(),
        }
    }

    /// The page before this one, if this one asks for recent authentication when it is opened. Otherwise this one.
    pub fn without_reauthentication(self) -> Self {
        match self {
            AdminRoute::Confirm(id, _) | AdminRoute::Edit(id) => AdminRoute::Person(id),
            AdminRoute::Invite | AdminRoute::Import => AdminRoute::People,
            AdminRoute::Revoke(_) => AdminRoute::Invitations,
            AdminRoute::Reserve | AdminRoute::Release(_) => AdminRoute::Reserved,
            AdminRoute::Applications(ApplicationsRoute::Add) => AdminRoute::Applications(ApplicationsRoute::List),
            AdminRoute::Applications(ApplicationsRoute::Confirm(id, _)) => {
                AdminRoute::Applications(ApplicationsRoute::One(id))
            }
            AdminRoute::Groups(GroupsRoute::Add) => AdminRoute::Groups(GroupsRoute::List),
            AdminRoute::Groups(GroupsRoute::Delete(id)) => AdminRoute::Groups(GroupsRoute::One(id)),
            route => route,
        }
    }

    pub fn of(path: &str) -> Option<Self> {
        match path {
            ADMIN | ADMIN_PEOPLE => return Some(AdminRoute::People),
            ADMIN_INVITE => return Some(AdminRoute::Invite),
            ADMIN_IMPORT => return Some(AdminRoute::Import),
            ADMIN_INVITATIONS => return Some(AdminRoute::Invitations),
            ADMIN_RESERVED => return Some(AdminRoute::Reserved),
            ADMIN_RESERVE => return Some(AdminRoute::Reserve),
            ADMIN_MESSAGES => return Some(AdminRoute::Messages),
            ADMIN_AUDIT => return Some(AdminRoute::Audit),
            ADMIN_POLICY => return Some(AdminRoute::Policy),
            ADMIN_BRANDING => return Some(AdminRoute::Branding),
            _ => {}
        }
        if let Some(page) = ApplicationsRoute::of(path) {
            return Some(AdminRoute::Applications(page));
        }
        if let Some(page) = GroupsRoute::of(path) {
            return Some(AdminRoute::Groups(page));
        }
        if let Some(rest) = below(path, ADMIN_RESERVED) {
            let (id, act) = rest.split_once('/')?;
            return id.parse().ok().filter(|_| act == RELEASE).map(AdminRoute::Release);
        }
        if let Some(rest) = below(path, ADMIN_INVITATIONS) {
            let (id, act) = rest.split_once('/')?;
            return id.parse().ok().filter(|_| act == REVOKE).map(AdminRoute::Revoke);
        }
        if let Some(id) = below(path, ADMIN_IMPORT) {
            return id.parse().ok().map(AdminRoute::Imported);
        }
        let rest = below(path, ADMIN_PEOPLE)?;
        match rest.split_once('/') {
            None => rest.parse().ok().map(AdminRoute::Person),
            Some((id, EDIT)) => id.parse().ok().map(AdminRoute::Edit),
            Some((id, act)) => Some(AdminRoute::Confirm(id.parse().ok()?, AdminAct::of(act)?)),
        }
    }

    /// The route template of the page, for logs and metrics.
    pub const fn template(self) -> &'static str {
        match self {
            AdminRoute::People => ADMIN_PEOPLE,
            AdminRoute::Person(_) => "/admin/people/{person}",
            AdminRoute::Edit(_) => "/admin/people/{person}/edit",
            AdminRoute::Confirm(..) => "/admin/people/{person}/{act}",
            AdminRoute::Invite => ADMIN_INVITE,
            AdminRoute::Import => ADMIN_IMPORT,
            AdminRoute::Imported(_) => "/admin/people/import/{import}",
            AdminRoute::Invitations => ADMIN_INVITATIONS,
            AdminRoute::Revoke(_) => "/admin/invitations/{invitation}/revoke",
            AdminRoute::Applications(page) => page.template(),
            AdminRoute::Groups(page) => page.template(),
            AdminRoute::Reserved => ADMIN_RESERVED,
            AdminRoute::Reserve => ADMIN_RESERVE,
            AdminRoute::Release(_) => "/admin/reserved/{reservation}/release",
            AdminRoute::Messages => ADMIN_MESSAGES,
            AdminRoute::Audit => ADMIN_AUDIT,
            AdminRoute::Policy => ADMIN_POLICY,
            AdminRoute::Branding => ADMIN_BRANDING,
        }
    }
}

impl From<ApplicationsRoute> for AdminRoute {
    fn from(page: ApplicationsRoute) -> Self {
        AdminRoute::Applications(page)
    }
}

impl From<GroupsRoute> for AdminRoute {
    fn from(page: GroupsRoute) -> Self {
        AdminRoute::Groups(page)
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
    with_query(&AdminRoute::Person(id).path(), &[(BEFORE, event)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_of_the_console_means_its_page() {
        let id: AccountId = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let mut pages = vec![
            AdminRoute::People,
            AdminRoute::Person(id),
            AdminRoute::Edit(id),
            AdminRoute::Invite,
            AdminRoute::Import,
            AdminRoute::Imported(ImportId(id.0)),
            AdminRoute::Invitations,
            AdminRoute::Revoke(InvitationId(id.0)),
            AdminRoute::Applications(ApplicationsRoute::List),
            AdminRoute::Groups(GroupsRoute::List),
            AdminRoute::Reserved,
            AdminRoute::Reserve,
            AdminRoute::Release(ReservationId(id.0)),
            AdminRoute::Messages,
            AdminRoute::Audit,
            AdminRoute::Policy,
            AdminRoute::Branding,
        ];
        pages.extend(AdminAct::ALL.map(|act| AdminRoute::Confirm(id, act)));
        for page in pages {
            assert_eq!(AdminRoute::of(&page.path()), Some(page));
        }
        for path in [
            "/admin/",
            "/admin/people/",
            "/admin/people/1",
            "/admin/peoples",
            "/admin/invitations/",
            "/admin/audit.csv",
            ADMIN_PEOPLE_CSV,
            ADMIN_LOGO,
        ] {
            assert_eq!(AdminRoute::of(path), None, "{path}");
        }
        for act in ["", "close", "deactivate/"] {
            assert_eq!(AdminRoute::of(&format!("/admin/people/{id}/{act}")), None, "{act}");
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
