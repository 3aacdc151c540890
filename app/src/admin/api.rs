//! Data of the console's pages.

use super::{
    BrandingView, ConfirmView, ImportView, ImportedView, InvitationsView, InviteView, MessagesView, Pages, PeopleView,
    PersonView, PolicyView, RevokeView,
};
use crate::{prelude::*, settings::NavUser};
use domain::AuditEventKind;

/// A page of the console, with the data of the layout around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdminScreen {
    pub who: NavUser,
    pub page: AdminPage,
    pub draft: FormDraft,
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
        words::titled(self.page.title(), &self.who.organisation.name)
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

/// `/admin/reserved`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReservedView {
    pub done: Option<ReservedDone>,
    pub rows: Vec<ReservedRow>,
    pub pages: Pages,
}

domain::named_enum! {
    /// The change that was just made to a reserved address.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum ReservedDone {
        Reserved = "reserved",
        Released = "released",
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
