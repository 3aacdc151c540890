//! Inviting users: the list of invitations, single invitations, and the import of a file.

use super::addresses::{page_request_by, pages, reauthenticate, typed};
use crate::{
    admin::{
        AdminPage, AdminScreen, ImportRow, ImportView, Imported, ImportedView, InvitationDone, InvitationRow,
        InvitationsView, InviteView, LookedAt, RevokeView,
    },
    paths::{AdminAddress, InvitationAct},
    prelude::*,
    server::{locale::countries, short_moment},
};
use domain::{
    ImportId, InvitationId, Method,
    invitation::{InvitationFilter, InvitationState, InviteError},
    refusal::InvitationRefusal,
};
use service::{
    account::{AsAdmin, as_admin},
    admin::proven,
    invitations::{self, Entry, Wanted},
};
use sha2::{Digest as _, Sha256};
use store::{accounts::Role, imports::Import};

/// How many refused lines a preview shows at once. After correcting these, the admin sees the others.
const MOST_BAD: usize = 1000;

/// An import file as it was posted.
#[derive(Debug)]
pub struct Posted {
    pub text: Result<String, InviteError>,
    /// The SHA-256, in hex, of the text that was previewed before.
    pub looked_at: String,
    /// Whether to send the invitations. Otherwise the file is only previewed.
    pub is_sent: bool,
}

impl Posted {
    pub const fn too_large() -> Self {
        Posted { text: Err(InviteError::TooLarge), looked_at: String::new(), is_sent: false }
    }
}

impl WebRequest {
    pub(crate) fn invite_view(&self, admin: AsAdmin<'_>) -> InviteView {
        InviteView {
            countries: countries(&self.cx.app.phone_numbers),
            has_code: invitations::sends_codes(&admin.signed_in().organisation),
        }
    }

    pub(crate) async fn revoke_view(&self, admin: AsAdmin<'_>, id: InvitationId) -> Answer<RevokeView> {
        let invitation = invitations::open_one(&self.cx.app, admin, id).await?;
        Ok(RevokeView {
            id: id.to_string(),
            email: invitation.email.to_string(),
            has_account: invitation.account.is_some(),
        })
    }

    pub(crate) async fn invitations_view(&self, admin: AsAdmin<'_>, query: &str) -> Answer<InvitationsView> {
        let search = typed(query, paths::SEARCH);
        let filter = parameter(query, paths::STATUS).and_then(|name| InvitationFilter::of(&name)).unwrap_or_default();
        let wanted = Wanted { filter, search: search.clone(), turn: page_request_by(query, invitations::read_place) };
        let page = invitations::page(&self.cx.app, admin, &wanted).await?;
        let filters = [(paths::SEARCH, search.as_str()), (paths::STATUS, filter.name())];
        let places: Vec<String> = page.rows.iter().map(|entry| invitations::place_of(&entry.place)).collect();
        let pages = pages(paths::ADMIN_INVITATIONS, &filters, &places, page.has_previous, page.has_next);
        let imports = invitations::newest_imports(&self.cx.app, admin).await?;
        let zone = admin.signed_in().account.time_zone.as_deref();
        let offers_password = admin.signed_in().organisation.policy.offers(Method::Password);
        Ok(InvitationsView {
            filter,
            rows: page.rows.into_iter().map(|entry| row(entry, offers_password, zone)).collect(),
            pages,
            done: parameter(query, paths::DONE).and_then(|name| InvitationDone::of(&name)),
            imports: imports.iter().map(|import| import_row(import, zone)).collect(),
            search,
        })
    }

    pub(crate) async fn invite_person(
        &self,
        signed_in: &SignedIn,
        fields: [&str; 4],
        country: &str,
        draft: FormDraft,
    ) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        let proven = match proven(&self.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) => {
                let page = paths::reauthentication_before(paths::ADMIN_INVITE);
                return self.reauthenticate_at(failure, page, Some((signed_in, draft)));
            }
        };
        let read = invitations::read_new(&self.cx.app, fields, country);
        let new = read.map_err(|unfit| Refusal::Invitation(InvitationRefusal::CannotInvite(unfit)))?;
        invitations::invite(&self.cx, proven, &new).await?;
        self.forget_draft();
        self.forget_kept_form();
        Ok(Redirect::path(InvitationDone::Sent.path()))
    }

    /// Applies an act to an invitation, given by its id as a form posts it.
    pub(crate) async fn act_on_invitation(&self, id: &str, act: InvitationAct) -> Answer<Redirect> {
        let signed_in = self.signed_in().await?;
        let id: InvitationId = id.parse().map_err(|_| Refusal::NotFound)?;
        let admin = as_admin(&signed_in)?;
        let proven = match proven(&self.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) if act == InvitationAct::Revoke => return reauthenticate(failure, AdminAddress::Revoke(id)),
            Err(failure) => return reauthenticate(failure, AdminAddress::Invitations),
        };
        let cx = &self.cx;
        let (outcome, done) = match act {
            InvitationAct::Resend => (invitations::resend(cx, proven, id).await, InvitationDone::Resent),
            InvitationAct::Extend => (invitations::extend(cx, proven, id).await, InvitationDone::Extended),
            InvitationAct::Revoke => (invitations::revoke(cx, proven, id).await, InvitationDone::Revoked),
        };
        outcome?;
        Ok(Redirect::path(done.path()))
    }

    /// The signed-in admin who posts an import file. Refuses all other users; to be called before the file is read.
    pub async fn importer(&self) -> Answer<SignedIn> {
        let signed_in = self.signed_in().await?;
        as_admin(&signed_in)?;
        Ok(signed_in)
    }

    /// The import page with a preview of the file.
    pub fn import_page(&self, importer: SignedIn, view: ImportView) -> AdminScreen {
        self.admin_page(importer, AdminPage::Import(view), FormDraft::default())
    }

    /// Previews an import file, or accepts its valid lines for sending. Only a text that was previewed before is
    /// accepted.
    pub async fn imported(&self, importer: &SignedIn, posted: Posted) -> Answer<Imported> {
        let text = match posted.text.map(as_shown) {
            Ok(text) => text,
            Err(unfit) => {
                let refusal = Refusal::Invitation(InvitationRefusal::CannotInvite(unfit));
                return Ok(refused(String::new(), refusal, None));
            }
        };
        let admin = as_admin(importer)?;
        let preview = match invitations::preview(&self.cx.app, admin, &text).await {
            Ok(preview) => preview,
            Err(Failure::Refused(error)) => return Ok(refused(text, error, None)),
            Err(failure) => return Err(failure),
        };
        let text_digest = Sha256::digest(text.as_bytes());
        let digest = hex::encode(text_digest);
        if posted.is_sent && posted.looked_at == digest && !preview.good.is_empty() {
            let Ok(proven) = proven(&self.cx.app, admin) else {
                let looked_at = looked_at(&preview.good, preview.bad, digest);
                return Ok(refused(text, Refusal::ReauthenticationRequired, Some(looked_at)));
            };
            let import = invitations::accept(&self.cx, proven, &preview.good, &text_digest).await?;
            return Ok(Imported::Sent(Redirect::path(AdminAddress::Imported(import).path())));
        }
        let looked_at = looked_at(&preview.good, preview.bad, digest);
        Ok(Imported::Page(ImportView { text, looked_at: Some(looked_at), refused: None }))
    }

    pub(crate) async fn imported_view(&self, admin: AsAdmin<'_>, id: ImportId) -> Answer<ImportedView> {
        let invitations::Imported { import, refused } = invitations::import(&self.cx.app, admin, id).await?;
        let zone = admin.signed_in().account.time_zone.as_deref();
        Ok(ImportedView { import: import_row(&import, zone), bad: refused })
    }
}

fn import_row(import: &Import, zone: Option<&str>) -> ImportRow {
    ImportRow {
        path: AdminAddress::Imported(import.id).path(),
        begun: short_moment(import.created_at, zone),
        lines: import.lines,
        invited: import.invited,
        refused: import.refused,
        is_finished: import.finished_at.is_some(),
    }
}

fn number(many: u64) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

fn refused(text: String, error: Refusal, looked_at: Option<LookedAt>) -> Imported {
    Imported::Page(ImportView { text, looked_at, refused: Some(error) })
}

/// Normalises a text to what a form gives back: browsers send other line endings than files have, and drop an empty
/// first line.
fn as_shown(text: String) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    text.trim_matches(['\n', ' ', '\t']).to_owned()
}

fn looked_at(good: &[invitations::Line], bad: Vec<invitations::BadLine>, digest: String) -> LookedAt {
    LookedAt {
        good: number(good.len() as u64),
        admins: number(good.iter().filter(|line| line.new.role == Role::Admin).count() as u64),
        more: number(bad.len().saturating_sub(MOST_BAD) as u64),
        bad: bad.into_iter().take(MOST_BAD).map(|line| (number(line.number), line.reason)).collect(),
        digest,
    }
}

fn row(entry: Entry, offers_password: bool, zone: Option<&str>) -> InvitationRow {
    let Entry { invitation, state, is_shut, .. } = entry;
    let reached = invitation.milestones;
    let moment = |at: Timestamp| short_moment(at, zone);
    let (since, acts): (_, &[InvitationAct]) = match state {
        InvitationState::Sent => (Some(reached.sent_at), &InvitationAct::ALL),
        InvitationState::Opened => (reached.opened_at, &InvitationAct::ALL),
        InvitationState::Expired => (Some(reached.expires_at), &InvitationAct::ALL),
        InvitationState::Confirmed if offers_password => {
            (reached.confirmed_at, &[InvitationAct::Resend, InvitationAct::Revoke])
        }
        InvitationState::Confirmed => (reached.confirmed_at, &[InvitationAct::Revoke]),
        InvitationState::Waiting(_) => (reached.entered_at, &[]),
        InvitationState::Joined => (reached.joined_at, &[]),
        InvitationState::Revoked => (reached.revoked_at, &[]),
    };
    let is_open = matches!(state, InvitationState::Sent | InvitationState::Opened);
    InvitationRow {
        id: invitation.id.to_string(),
        name: invitation.name,
        email: invitation.email.to_string(),
        is_admin: invitation.role == Role::Admin,
        state,
        since: moment(since.unwrap_or(reached.sent_at)),
        sent: moment(reached.sent_at),
        until: is_open.then(|| moment(reached.expires_at)),
        acts: acts.iter().copied().filter(|act| !is_shut || *act == InvitationAct::Revoke).collect(),
        revoke: AdminAddress::Revoke(invitation.id).path(),
    }
}
