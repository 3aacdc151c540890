//! Invitations. An admin offers an account to an address; a code proves it, or where the policy wants that, a password made by
//! the system lets in at once. An offer and its account have the same number, so what is noted of the one is of the other.

mod ask;
mod board;
mod confirm;
mod demonstration;
mod file;
mod manage;
mod many;
mod passwords;
mod send;
mod show;

pub use ask::ask;
pub use board::{A_PAGE, Entry, Wanted, page, place_of, read_place};
pub use confirm::{Confirmed, Tried, confirm};
pub use demonstration::keep;
pub use file::{BadLine, Line, Preview, preview};
pub use manage::{extend, open_one, resend, revoke};
pub use many::{Sent, invite_many};
pub use send::{NewInvitation, invite, read_new};
pub use show::{LinkShown, LinkStanding, show};

use super::{
    Visitor,
    account::SignedIn,
    admin::{self, ProvenAdmin},
    audit::{self, Noted},
};
use crate::{
    failure::Failure,
    house::House,
    store::{
        Transaction,
        organisations::{self, Organisation},
    },
};
use domain::{
    AccountId, Activity, InvitationId, LanguageTag, OrganisationId, Timestamp,
    policy::{FirstSignIn, SignUp},
    sign_in::SignInError,
};

/// Whether the sign-in page asks who has an invitation code.
pub fn asks_for_code(organisation: &Organisation) -> bool {
    organisation.policy.sign_up == SignUp::Invitation && sends_codes(organisation)
}

/// Whoever is invited gets a code first; else an account at once.
pub fn sends_codes(organisation: &Organisation) -> bool {
    organisation.policy.first_sign_in == FirstSignIn::InvitationCode
}

/// Who invites, and to where.
#[derive(Clone, Copy)]
struct Host<'a> {
    organisation: &'a Organisation,
    /// `None`: it is our own doing.
    by: Option<(&'a Visitor, &'a SignedIn)>,
}

impl<'a> Host<'a> {
    fn admin(visitor: &'a Visitor, admin: ProvenAdmin<'a>) -> Self {
        let admin = admin.signed_in();
        Host { organisation: &admin.organisation, by: Some((visitor, admin)) }
    }

    /// Whoever invites is still an admin, and invites alone until this transaction ends. Comes before all other locks.
    async fn hold(&self, transaction: &Transaction) -> Result<(), Failure<SignInError>> {
        match self.by {
            Some((_, admin)) => admin::hold(transaction, admin).await,
            None => Ok(organisations::hold(transaction, self.organisation.id).await?),
        }
    }

    /// Of messages to whoever has no account yet: the one in which the admin reads this.
    fn language(&self) -> LanguageTag {
        let tag = |(visitor, admin): (&Visitor, &SignedIn)| visitor.language_for(Some(&admin.account));
        self.by.map(tag).unwrap_or_default()
    }

    fn who(&self) -> Option<AccountId> {
        self.by.map(|(_, admin)| admin.account.id)
    }

    /// Notes what was done with an invitation.
    async fn note(
        &self,
        house: &House,
        transaction: &Transaction,
        id: InvitationId,
        activity: Activity,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let organisation = self.organisation.id;
        let noted = Noted { organisation, whom: Some(id.account()), who: self.who(), activity, detail: None };
        audit::note(house, transaction, self.by.map(|(visitor, _)| visitor), noted, now).await
    }
}

/// Notes what somebody did who has no account yet; `None`: about nobody.
async fn note_theirs(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    organisation: OrganisationId,
    id: Option<InvitationId>,
    activity: Activity,
    now: Timestamp,
) -> anyhow::Result<()> {
    let noted = Noted { organisation, whom: id.map(InvitationId::account), who: None, activity, detail: None };
    audit::note(house, transaction, Some(visitor), noted, now).await
}
