//! Data of the pages about invitations.

use super::Pages;
use crate::{
    paths::InvitationAct,
    prelude::*,
    words::{admin::invitations, by_name},
};
use domain::invitation::{InvitationFilter, InvitationState, InviteError};

/// `/admin/people/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InviteView {
    pub countries: Vec<CountryChoice>,
    /// Whether invited users get a code by email. Otherwise they get an account at once and a temporary password by
    /// email.
    pub has_code: bool,
}

/// `/admin/people/import`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    /// The text that was checked.
    pub text: String,
    pub looked_at: Option<LookedAt>,
    pub refused: Option<Refusal>,
}

/// The result of checking an import file. Counts are in lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookedAt {
    pub good: u32,
    /// How many of the `good` lines make an admin.
    pub admins: u32,
    /// Line numbers, and why each line cannot be invited.
    pub bad: Vec<(u32, InviteError)>,
    /// Number of bad lines that `bad` leaves out.
    pub more: u32,
    /// SHA-256 of the checked text, in hex. Only the text with this digest can be sent.
    pub digest: String,
}

/// The answer to posting an import file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Imported {
    Page(ImportView),
    Sent(Redirect),
}

/// Progress of an accepted import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Path of the page about this import.
    pub path: String,
    /// When it was accepted, formatted.
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

    /// The progress of an import: `1,276 invited · 4 left out · 4,720 to go`.
    pub fn progress(&self) -> String {
        let parts = [
            Some(invitations::imported::invited(self.invited)),
            (self.refused > 0).then(|| invitations::imported::refused(self.refused)),
            (self.left() > 0).then(|| invitations::imported::left(self.left())),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// `/admin/people/import/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportedView {
    pub import: ImportRow,
    /// Refused lines: line number, email address and reason.
    pub bad: Vec<(u32, String, InviteError)>,
}

/// `/admin/invitations`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationsView {
    pub filter: InvitationFilter,
    /// As typed by the admin.
    pub search: String,
    /// The newest imports.
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
    /// When the invitation reached this state, formatted.
    pub since: String,
    pub sent: String,
    /// When it expires, formatted. Only while it is open.
    pub until: Option<String>,
    pub acts: Vec<InvitationAct>,
    /// Path of the page that revokes it.
    pub revoke: String,
}

/// `/admin/invitations/ID/revoke`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevokeView {
    pub id: String,
    pub email: String,
    /// The invitation already led to an account, which revoking deactivates.
    pub has_account: bool,
}

domain::named_enum! {
    /// The change that was just made to an invitation, shown once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum InvitationDone {
        Sent = "sent",
        Resent = "resent",
        Extended = "extended",
        Revoked = "revoked",
    }
}

static DONE: [Word; InvitationDone::ALL.len()] = by_name(invitations::done::BY_KEY, "", InvitationDone::NAMES);

impl InvitationDone {
    /// Path of the list of invitations, which then reports this change.
    pub fn path(self) -> String {
        paths::invitations_after(self.name())
    }

    /// The message above the list after an action.
    pub fn text(self) -> Word {
        DONE[self as usize]
    }
}
