//! What the pages of the console show.

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
use domain::{Activity, Timestamp};
use serde::{Deserialize, Serialize};

/// A page of the console, in its frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdminScreen {
    pub who: Who,
    pub page: AdminPage,
    pub typed: Typed,
    /// By whose clock times are shown: `UTC` or the name of a zone.
    pub zone: String,
    /// The server's clock when this was made.
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

/// Where a list goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pages {
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// `/admin/people`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleView {
    /// As typed.
    pub search: String,
    pub status: Option<StatusFilter>,
    /// Only admins, or only members.
    pub admins: Option<bool>,
    pub people: Vec<PersonRow>,
    pub many: u32,
    /// There are more than `many`.
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

    /// In addresses.
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

/// What a role is called in addresses.
pub const ADMIN: &str = "admin";
pub const MEMBER: &str = "member";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The person's page.
    pub path: String,
    pub name: Option<String>,
    pub email: String,
    pub is_admin: bool,
    pub status: Status,
    pub second_step: SecondStepStanding,
    /// `None`: not that anybody remembers.
    pub last_seen: Option<String>,
}

/// Whether somebody is asked for a second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondStepStanding {
    None,
    /// Of everybody, and there is nothing yet to answer with.
    Awaited,
    /// A code by email and text, without anything to set up.
    Codes,
    SetUp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Status {
    Active,
    /// No password is taken until then.
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
    /// What was just done to or for them.
    pub done: Option<PersonAct>,
    pub name: Option<String>,
    pub email: String,
    pub phone: Option<(String, bool)>,
    pub is_admin: bool,
    pub is_self: bool,
    pub status: Status,
    pub joined: String,
    pub last_seen: Option<String>,
    /// When it was chosen; `None`: there is none.
    pub password_changed: Option<String>,
    pub second_step: SecondStepStanding,
    /// Since when there is one.
    pub authenticator: Option<String>,
    pub passkeys: Vec<PasskeyView>,
    /// How many are left.
    pub recovery_codes: u32,
    pub sessions: Vec<SessionView>,
    pub activity: Vec<ActivityEntry>,
    /// Before the first page of what happened there is nothing newer.
    pub newest: Option<String>,
    pub older: Option<String>,
    pub acts: Vec<OfferedAct>,
}

/// Something that can be done, and where it is asked for once more.
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
    /// The person's page.
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

/// What was just done to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReservedDone {
    Reserved,
    Released,
}

impl ReservedDone {
    const ALL: [ReservedDone; 2] = [ReservedDone::Reserved, ReservedDone::Released];

    /// In addresses.
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
    /// Where it is let go.
    pub release: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReservedWhy {
    /// Its account has another address now.
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
    /// As typed.
    pub person: String,
    pub kind: Option<Activity>,
    /// Days, as `2026-11-22`.
    pub from: String,
    pub until: String,
    /// What was chosen as a kind or a day is none.
    pub is_unreadable: bool,
    /// What was typed as a person fits too many to look for.
    pub is_too_many: bool,
    pub rows: Vec<AuditRow>,
    pub newest: Option<String>,
    pub older: Option<String>,
    /// The same as a file.
    pub export: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    pub what: Activity,
    pub detail: Option<String>,
    /// Addresses.
    pub whom: Option<String>,
    pub who: Option<String>,
    pub browser: String,
    pub place: String,
    pub at: String,
}
