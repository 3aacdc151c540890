//! Invitations. An admin offers an account to an address. A code proves the address, or, if the policy says so,
//! a generated password allows signing in at once. An invitation and its account have the same id, so their
//! audit events belong together.

mod ask;
mod board;
mod confirm;
mod demonstration;
mod file;
mod imports;
mod manage;
mod passwords;
mod send;
mod show;

pub use ask::ask;
pub use board::{A_PAGE, Entry, Wanted, page, place_of, read_place};
pub use confirm::{Confirmed, Tried, confirm};
pub use demonstration::keep;
pub use file::{BadLine, Line, Preview, preview};
pub use imports::{Imported, accept, go_on, import, newest_imports};
pub use manage::{extend, open_one, resend, revoke};
pub use send::{NewInvitation, invite, read_new};
pub use show::{LinkShown, LinkStanding, show};

use super::{
    RequestContext,
    account::SignedIn,
    admin::{self, ProvenAdmin},
    audit::{self, AuditEntry},
};
use crate::{app_context::AppContext, failure::Failure};
use domain::{
    AccountId, AuditEventKind, InvitationId, LanguageTag, OrganisationId, Refusal, Timestamp,
    policy::{FirstSignIn, SignUp},
};
use store::{
    Transaction, account_status,
    organisations::{self, Organisation},
};

/// Whether the sign-in page leads to the form for invitation codes.
pub fn asks_for_code(organisation: &Organisation) -> bool {
    organisation.policy.sign_up == SignUp::Invitation && sends_codes(organisation)
}

/// Whether an invited user gets a code first. If not, the account exists at once.
pub fn sends_codes(organisation: &Organisation) -> bool {
    organisation.policy.first_sign_in == FirstSignIn::InvitationCode
}

/// The organisation that invites, and on whose behalf.
#[derive(Clone, Copy)]
struct Host<'a> {
    organisation: &'a Organisation,
    by: By<'a>,
}

#[derive(Clone, Copy)]
enum By<'a> {
    Admin(&'a RequestContext, &'a SignedIn),
    /// An import by an admin, who may have signed out since.
    Import(&'a RequestContext, AccountId),
    /// The server itself.
    Ourselves,
}

impl<'a> Host<'a> {
    fn admin(cx: &'a RequestContext, admin: ProvenAdmin<'a>) -> Self {
        let admin = admin.signed_in();
        Host { organisation: &admin.organisation, by: By::Admin(cx, admin) }
    }

    /// Locks the organisation, which comes first in the lock order, so that nothing else invites until this transaction
    /// ends. Refuses with `NotAllowed` if the inviting user is no longer an admin.
    async fn hold(&self, transaction: &Transaction) -> Result<(), Failure> {
        match self.by {
            By::Admin(_, admin) => return admin::hold(transaction, admin).await,
            By::Import(..) | By::Ourselves => organisations::lock(transaction, self.organisation.id).await?,
        }
        match self.by {
            By::Import(_, admin) if !account_status::is_admin(transaction, admin).await? => {
                Err(Refusal::NotAllowed.into())
            }
            _ => Ok(()),
        }
    }

    /// The language of messages to people without an account: the inviting admin's.
    fn language(&self) -> LanguageTag {
        match self.by {
            By::Admin(cx, admin) => cx.language_for(Some(&admin.account)),
            By::Import(cx, _) => cx.language.clone(),
            By::Ourselves => LanguageTag::default(),
        }
    }

    fn who(&self) -> Option<AccountId> {
        match self.by {
            By::Admin(_, admin) => Some(admin.account.id),
            By::Import(_, admin) => Some(admin),
            By::Ourselves => None,
        }
    }

    const fn cx(&self) -> Option<&'a RequestContext> {
        match self.by {
            By::Admin(cx, _) | By::Import(cx, _) => Some(cx),
            By::Ourselves => None,
        }
    }

    /// Records what was done with an invitation.
    async fn note(
        &self,
        app: &AppContext,
        transaction: &Transaction,
        id: InvitationId,
        activity: AuditEventKind,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let organisation = self.organisation.id;
        let noted = AuditEntry { organisation, whom: Some(id.account()), who: self.who(), activity, detail: None };
        audit::note(app, transaction, self.cx(), noted, now).await
    }
}

/// Records what an invited user did who has no account yet. If `id` is `None`, there is no invitation.
async fn note_theirs(
    cx: &RequestContext,
    transaction: &Transaction,
    organisation: OrganisationId,
    id: Option<InvitationId>,
    activity: AuditEventKind,
    now: Timestamp,
) -> anyhow::Result<()> {
    let noted = AuditEntry { organisation, whom: id.map(InvitationId::account), who: None, activity, detail: None };
    audit::note(&cx.app, transaction, Some(cx), noted, now).await
}
