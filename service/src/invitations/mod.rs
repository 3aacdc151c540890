//! Invitations. An admin offers an account to an address. A code proves the address, or, if the policy says so,
//! a generated password allows signing in at once. An invitation and its account have the same id, so their
//! audit events belong together.

mod accept;
mod corrections;
mod demonstration;
mod file;
mod imports;
mod list;
mod manage;
mod passwords;
mod request;
mod send;
mod sheet;
mod show;

pub use accept::{Accepted, InvitationAttempt, accept_invitation};
pub use corrections::Corrections;
pub use demonstration::keep;
pub use file::{BadLine, Line, Preview, preview, preview_corrected};
pub use imports::{Imported, go_on, import, newest_imports, start_import};
pub use list::{A_PAGE, InvitationEntry, InvitationSearch, cursor_text, page, read_cursor};
pub(crate) use manage::send_to_new_address;
pub use manage::{extend_invitation, open_one, resend_invitation, revoke_invitation};
pub use request::request_invitation;
pub use send::{NewInvitation, invite, read_new};
pub use sheet::{COLUMNS, LineFields, LineKey};
pub use show::{InvitationLinkShown, InvitationLinkStatus, show};

use super::admin::{self, ProvenAdmin};
use crate::prelude::*;
use domain::policy::{FirstSignIn, SignUp};
use store::account_status;

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
    Admin(&'a SignedIn),
    /// An import by an admin, who may have signed out since.
    Import(AccountId),
    /// The server itself.
    Server,
}

impl<'a> Host<'a> {
    fn admin(admin: ProvenAdmin<'a>) -> Self {
        let admin = admin.signed_in();
        Host { organisation: &admin.organisation, by: By::Admin(admin) }
    }

    /// Locks the organisation, which comes first in the lock order, so that nothing else invites until this transaction
    /// ends. Refuses with `NotAllowed` if the inviting user is no longer an admin.
    async fn lock_organisation(&self, unit: &UnitOfWork<'_>) -> Result<(), Failure> {
        if let By::Admin(admin) = self.by {
            return admin::lock_organisation(unit, admin).await;
        }
        organisations::lock_row(unit, self.organisation.id).await?;
        match self.by {
            By::Import(admin) if !account_status::is_admin(unit, admin).await? => Err(Refusal::NotAllowed.into()),
            _ => Ok(()),
        }
    }

    /// The language of messages to people without an account: the inviting admin's.
    fn language(&self, unit: &UnitOfWork<'_>) -> LanguageTag {
        match self.by {
            By::Admin(admin) => unit.language_for(Some(&admin.account)),
            By::Import(_) | By::Server => unit.language_for(None),
        }
    }
}
