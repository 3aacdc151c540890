//! Data of the console's pages.

use super::{
    BrandingView, ImportView, ImportedView, InvitationsView, InviteView, MessagesView, PolicyView, RevokeView,
};
use crate::{
    page::{PageKind, Screen},
    paths::PersonAct,
    settings::{ActivityEntry, PasskeyView, SessionView, Who},
    typed::Typed,
    ui::Received,
    words,
};
use domain::{AuditEventKind, Timestamp};
use serde::{Deserialize, Serialize};

/// A page of the console, with the data of the layout around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdminScreen {
    pub who: Who,
    pub page: AdminPage,
    pub typed: Typed,
    /// Time zone of all times on the page: `UTC` or an IANA name.
    pub zone: String,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for AdminScreen {
    const KIND: PageKind = PageKind::Admin;

    fn title(&self) -> String {
        words::titled(words::admin::title(&self.page), &self.who.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AdminPage {
    People(PeopleView),
    Person(PersonView),
    Confirm(ConfirmView),
    Invite(InviteView),
    Import(ImportView),
    Imported(ImportedView),
    Invitations(InvitationsView),
    Revoke(RevokeView),
    Reserved(ReservedView),
    Reserve,
    Release(ReleaseView),
    Messages(MessagesView),
    Audit(AuditView),
    Policy(PolicyView),
    Branding(BrandingView),
}

/// Links to the pages before and after this page of a list. `None`: there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pages {
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// `/admin/people`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleView {
    /// As typed by the admin.
    pub search: String,
    pub status: Option<StatusFilter>,
    /// `Some(true)`: only admins. `Some(false)`: only members.
    pub admins: Option<bool>,
    pub people: Vec<PersonRow>,
    pub many: u32,
    /// More people match than were counted. Counting stops at 10,000, with a search text at 1,000.
    pub is_more: bool,
    pub pages: Pages,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatusFilter {
    Active,
    Locked,
    Deactivated,
    Closed,
}

impl StatusFilter {
    pub const ALL: [StatusFilter; 4] =
        [StatusFilter::Active, StatusFilter::Locked, StatusFilter::Deactivated, StatusFilter::Closed];

    /// The name in URLs.
    pub const fn name(self) -> &'static str {
        match self {
            StatusFilter::Active => "active",
            StatusFilter::Locked => "locked",
            StatusFilter::Deactivated => "deactivated",
            StatusFilter::Closed => "closed",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        StatusFilter::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// Role names in URLs and form fields.
pub const ADMIN: &str = "admin";
pub const MEMBER: &str = "member";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Path of the page about this account.
    pub path: String,
    pub name: Option<String>,
    pub email: String,
    pub is_admin: bool,
    pub status: Status,
    pub second_step: SecondStepStanding,
    /// When the account was last used, formatted. `None`: never, or too long ago to be known.
    pub last_seen: Option<String>,
}

/// What a sign-in of this account asks for as a second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondStepStanding {
    None,
    /// A second step is required of every account, and this one has none set up.
    Awaited,
    /// Only codes by email and text, which need no setup.
    Codes,
    SetUp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Status {
    Active,
    /// Passwords are refused until then.
    Locked {
        until: String,
    },
    Deactivated,
    Closed,
}

/// `/admin/people/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonView {
    pub id: String,
    /// The act that the admin just performed on this account.
    pub done: Option<PersonAct>,
    pub name: Option<String>,
    pub email: String,
    pub phone: Option<(String, bool)>,
    pub is_admin: bool,
    pub is_self: bool,
    pub status: Status,
    pub joined: String,
    pub last_seen: Option<String>,
    /// When the current password was chosen. `None`: the account has no password.
    pub password_changed: Option<String>,
    pub second_step: SecondStepStanding,
    /// Since when an authenticator app is set up. `None`: there is none.
    pub authenticator: Option<String>,
    pub passkeys: Vec<PasskeyView>,
    /// Unused recovery codes.
    pub recovery_codes: u32,
    pub sessions: Vec<SessionView>,
    pub activity: Vec<ActivityEntry>,
    /// Link to the newest page; `None` on it.
    pub newest: Option<String>,
    pub older: Option<String>,
    pub acts: Vec<OfferedAct>,
}

/// An act that the admin may perform, and the path of its confirmation page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferedAct {
    pub act: PersonAct,
    pub path: String,
}

/// `/admin/people/ID/ACT`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmView {
    pub act: PersonAct,
    pub id: String,
    /// Path of the page about this account.
    pub back: String,
    pub name: Option<String>,
    pub email: String,
}

/// `/admin/reserved`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReservedView {
    pub done: Option<ReservedDone>,
    pub rows: Vec<ReservedRow>,
    pub pages: Pages,
}

/// The change that was just made to a reserved address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReservedDone {
    Reserved,
    Released,
}

impl ReservedDone {
    const ALL: [ReservedDone; 2] = [ReservedDone::Reserved, ReservedDone::Released];

    /// The name in URLs.
    pub const fn name(self) -> &'static str {
        match self {
            ReservedDone::Reserved => "reserved",
            ReservedDone::Released => "released",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        ReservedDone::ALL.into_iter().find(|done| done.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReservedRow {
    pub email: String,
    pub why: ReservedWhy,
    pub since: String,
    /// Path of the page that releases the address.
    pub release: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReservedWhy {
    /// The account that had this address changed to another one. `now` is its present address.
    Changed {
        now: Option<String>,
    },
    Closed,
    ByAdmin {
        who: Option<String>,
        reason: String,
    },
}

/// `/admin/reserved/ID/release`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleaseView {
    pub id: String,
    pub email: String,
}

/// `/admin/audit`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditView {
    /// As typed by the admin.
    pub person: String,
    pub kind: Option<AuditEventKind>,
    /// First and last day, like `2026-11-22`. Empty: no limit.
    pub from: String,
    pub until: String,
    /// The kind or a day in the URL is invalid.
    pub is_unreadable: bool,
    /// The text typed as a person matches too many accounts to search for.
    pub is_too_many: bool,
    pub rows: Vec<AuditRow>,
    pub newest: Option<String>,
    pub older: Option<String>,
    /// Path of the CSV export with these filters.
    pub export: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    pub what: AuditEventKind,
    pub detail: Option<String>,
    /// Email addresses of the account that the event is about (`whom`) and of the account that caused it (`who`).
    pub whom: Option<String>,
    pub who: Option<String>,
    pub browser: String,
    pub place: String,
    pub at: String,
}
