//! What the pages about invitations show.

use super::Pages;
use crate::{paths, paths::InvitationAct, phone::CountryChoice};
use domain::{
    invitation::{InvitationFilter, InvitationState, Unfit},
    sign_in::SignInError,
};
use serde::{Deserialize, Serialize};

/// `/admin/people/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InviteView {
    pub countries: Vec<CountryChoice>,
    /// The person gets a code to type; else an account that is there at once, with a password.
    pub has_code: bool,
}

/// `/admin/people/import`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    /// As it was looked at.
    pub text: String,
    pub looked_at: Option<LookedAt>,
    pub refused: Option<SignInError>,
}

/// What a file of people holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookedAt {
    pub good: u32,
    /// Of those, who becomes an admin.
    pub admins: u32,
    /// Lines by their numbers, and why they cannot be sent.
    pub bad: Vec<(u32, Unfit)>,
    /// Bad lines beyond those.
    pub more: u32,
    /// Names the text that was looked at: only that one is sent.
    pub digest: String,
}

/// What posting a file of people leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Imported {
    Page(ImportView),
    Sent(crate::go_to::GoTo),
}

/// How far a file of people is that was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its page.
    pub path: String,
    /// When it was sent, in words.
    pub begun: String,
    pub lines: u32,
    pub invited: u32,
    pub refused: u32,
    pub is_finished: bool,
}

impl ImportRow {
    pub const fn left(&self) -> u32 {
        self.lines.saturating_sub(self.invited).saturating_sub(self.refused)
    }
}

/// `/admin/people/import/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportedView {
    pub import: ImportRow,
    /// Lines that could not be sent: their number, their address, and why.
    pub bad: Vec<(u32, String, Unfit)>,
}

/// `/admin/invitations`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationsView {
    pub filter: InvitationFilter,
    /// As typed.
    pub search: String,
    /// The newest files of people that were sent.
    pub imports: Vec<ImportRow>,
    pub rows: Vec<InvitationRow>,
    pub pages: Pages,
    pub done: Option<InvitationDone>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationRow {
    pub id: String,
    pub name: Option<String>,
    pub email: String,
    pub is_admin: bool,
    pub state: InvitationState,
    /// When it came to that, in words.
    pub since: String,
    pub sent: String,
    /// How long it is good, where that still matters.
    pub until: Option<String>,
    pub acts: Vec<InvitationAct>,
    /// Where it is taken back.
    pub revoke: String,
}

/// `/admin/invitations/ID/revoke`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevokeView {
    pub id: String,
    pub email: String,
    /// There is an account already, which is closed to everybody then.
    pub has_account: bool,
}

/// What was just done, said once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationDone {
    Sent,
    Resent,
    Extended,
    Revoked,
}

impl InvitationDone {
    const ALL: [InvitationDone; 4] =
        [InvitationDone::Sent, InvitationDone::Resent, InvitationDone::Extended, InvitationDone::Revoked];

    /// In addresses.
    const fn name(self) -> &'static str {
        match self {
            InvitationDone::Sent => "sent",
            InvitationDone::Resent => "resent",
            InvitationDone::Extended => "extended",
            InvitationDone::Revoked => "revoked",
        }
    }

    /// The invitations with the sentence that says it.
    pub fn path(self) -> String {
        paths::invitations_after(self.name())
    }

    pub fn of(name: &str) -> Option<Self> {
        InvitationDone::ALL.into_iter().find(|done| done.name() == name)
    }
}

/// Those that an address may ask for.
pub const FILTERS: [InvitationFilter; 6] = [
    InvitationFilter::Open,
    InvitationFilter::Expired,
    InvitationFilter::Confirmed,
    InvitationFilter::Waiting,
    InvitationFilter::Joined,
    InvitationFilter::Revoked,
];

/// The one that an address asks for.
pub fn filter_of(name: &str) -> InvitationFilter {
    FILTERS.into_iter().find(|filter| paths::filter_name(*filter) == name).unwrap_or_default()
}
