//! Invitations. An admin offers an account to an address. A code proves the address, or, if the policy says so,
//! a generated password allows signing in at once. An invitation and its account have the same id, so their
//! audit events belong together.

mod ask;
mod confirm;
mod demonstration;
mod file;
mod imports;
mod list;
mod manage;
mod passwords;
mod send;
mod show;

pub use ask::ask;
pub use confirm::{Confirmed, Tried, confirm};
pub use demonstration::keep;
pub use file::{BadLine, Line, Preview, preview};
pub use imports::{Imported, accept, go_on, import, newest_imports};
pub use list::{A_PAGE, Entry, Wanted, page, place_of, read_place};
pub use manage::{extend, open_one, resend, revoke};
pub use send::{NewInvitation, invite, read_new};
pub use show::{LinkShown, LinkStanding, show};

use super::{
    account::SignedIn,
    admin::{self, ProvenAdmin},
};
use crate::{failure::Failure, unit_of_work::UnitOfWork};
use domain::{
    AccountId, LanguageTag, Refusal,
    policy::{FirstSignIn, SignUp},
};
use store::{
    account_status,
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
    async fn lock(&self, unit: &UnitOfWork<'_>) -> Result<(), Failure> {
        if let By::Admin(admin) = self.by {
            return admin::lock(unit, admin).await;
        }
        organisations::lock(unit, self.organisation.id).await?;
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
