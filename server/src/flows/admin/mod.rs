//! The console of an organisation's admins. Every flow takes an `AsAdmin`, and reads and changes what is of that admin's
//! organisation only: the condition stands in each statement.

mod branding;
mod log;
mod messages;
mod people;
mod person;
mod policy;
mod reserved;

pub use branding::{save_branding, set_logo};
pub use log::{Kept, Log, Narrowed, log, log_plan, narrow};
pub use messages::{Sent, messages, messages_plan};
pub use people::{Found, MOST_COUNTED, Search, people, plans};
pub use person::{Change, Shown, change, person};
pub use policy::{lacking, save_origins, save_policy};
pub use reserved::{release, reserve, reserved, reserved_one};

use super::account::{AsAdmin, SignedIn, recently_proven};
use crate::{
    failure::Failure,
    house::House,
    store::{Transaction, organisations, sessions, standings},
};
use domain::sign_in::SignInError;

/// An admin who proved a moment ago who they are. The only way to get one is to ask `proven`.
#[derive(Clone, Copy, Debug)]
pub struct ProvenAdmin<'a>(&'a SignedIn);

impl<'a> ProvenAdmin<'a> {
    pub(super) const fn signed_in(self) -> &'a SignedIn {
        self.0
    }
}

/// Demands a fresh proof of an admin.
pub fn proven<'a>(house: &House, AsAdmin(signed_in): AsAdmin<'a>) -> Result<ProvenAdmin<'a>, Failure<SignInError>> {
    recently_proven(house, signed_in).map(|proven| ProvenAdmin(proven.0))
}

/// Whoever leaves does not leave an organisation without an admin. Comes before all other locks.
pub(super) async fn demand_other_admin(
    transaction: &Transaction,
    leaving: &SignedIn,
) -> Result<(), Failure<SignInError>> {
    let (organisation, id) = (leaving.organisation.id, leaving.account.id);
    organisations::hold(transaction, organisation).await?;
    // As it is now, not as it was when the page was asked for.
    let is_admin = standings::is_admin(transaction, id).await?;
    match is_admin && !standings::has_other_admin(transaction, organisation, id).await? {
        true => Err(Failure::Refused(SignInError::AdminNeeded)),
        false => Ok(()),
    }
}

/// Lets one admin of an organisation act at a time, and only while they are one: of two who would demote each other the
/// second is no admin any more. Comes before all other locks.
pub(super) async fn hold(transaction: &Transaction, signed_in: &SignedIn) -> Result<(), Failure<SignInError>> {
    organisations::hold(transaction, signed_in.organisation.id).await?;
    if !sessions::is_open(transaction, signed_in.session.id).await? {
        return Err(Failure::SignedOut);
    }
    match standings::is_admin(transaction, signed_in.account.id).await? {
        true => Ok(()),
        false => Err(Failure::Refused(SignInError::NotAllowed)),
    }
}
