//! Data of the pages about people.

use super::Pages;
use crate::{
    prelude::*,
    settings::{ActivityEntry, PasskeyView, SessionView},
    words::{
        admin::{self, people},
        by_name,
    },
};
use domain::AdminAct;

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

domain::named_enum! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum StatusFilter {
        Active = "active",
        Locked = "locked",
        Deactivated = "deactivated",
        Closed = "closed",
    }
}

static LABELS: [Word; StatusFilter::ALL.len()] = by_name(people::BY_KEY, "", StatusFilter::NAMES);

impl StatusFilter {
    /// The label in the console.
    pub fn label(self) -> Word {
        LABELS[self as usize]
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

impl SecondStepStanding {
    /// The label in the console.
    pub const fn label(self) -> Word {
        match self {
            SecondStepStanding::None => admin::NONE,
            SecondStepStanding::Awaited => people::STEP_AWAITED,
            SecondStepStanding::Codes => people::STEP_CODES,
            SecondStepStanding::SetUp => people::STEP_SET_UP,
        }
    }
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

impl Status {
    /// The label in the console.
    pub fn label(&self) -> String {
        match self {
            Status::Active => people::ACTIVE,
            Status::Locked { until } => return people::locked_until(until),
            Status::Deactivated => people::DEACTIVATED,
            Status::Closed => people::CLOSED,
        }
        .into()
    }
}

/// `/admin/people/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonView {
    pub id: String,
    /// The act that the admin just performed on this account.
    pub done: Option<AdminAct>,
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
    /// What the admin can do at present.
    pub acts: Vec<AdminAct>,
}

/// `/admin/people/ID/ACT`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmView {
    pub act: AdminAct,
    pub id: String,
    /// Path of the page about this account.
    pub back: String,
    pub name: Option<String>,
    pub email: String,
}
