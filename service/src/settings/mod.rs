//! What users change themselves in their account. Whatever changes the credentials requires a `RecentlyAuthenticated`, ends
//! the other sessions, gives this session a new token, records an audit event, and notifies the user by email.

mod authenticator;
mod change;
mod close;
mod download;
mod email;
mod passkeys;
mod password;
mod phone;
mod profile;
mod proof;
mod sessions;
mod undo;

pub use super::second_step::authenticator::Enrolment;
pub use authenticator::{
    begin_authenticator, fresh_recovery_codes, may_turn_off, put_recovery_codes_away, renew_recovery_codes,
    turn_off_authenticator, turn_on_authenticator, waiting_authenticator,
};
pub use change::Changed;
pub use close::close;
pub use download::download;
pub use email::{ask_for_email, cancel_email, pending_email};
pub use passkeys::{
    add_passkey, ask_for_proof, ask_to_make_passkey, prove_with_passkey, remove_passkey, rename_passkey,
};
pub use password::change_password;
pub use phone::{ask_for_phone, remove_phone};
pub use profile::{choose_language, save_profile, time_zones};
pub use proof::{may_prove_by_code, prove, send_proof_code};
pub use sessions::{end_others, end_session, of_account as sessions_of};
pub use undo::{UndoShown, UndoStanding, show as show_undo, undo};

use change::renewed;

use crate::{
    RequestContext,
    account::{SignedIn, demand_session},
    codes::VerifiedChallenge,
    failure::Failure,
};
use domain::{Destination, Method, Timestamp};
use store::{Transaction, challenges::Purpose};

/// Makes the change that its code has confirmed. The challenge has locked the account; the caller commits. Fails with
/// `SignedOut` if the session has ended.
pub(crate) async fn complete_with_code(
    cx: &RequestContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    verified: VerifiedChallenge,
    now: Timestamp,
) -> Result<Changed, Failure> {
    demand_session(transaction, signed_in).await?;
    let challenge = verified.challenge();
    let session = match (challenge.purpose, &challenge.destination) {
        (Purpose::NewEmail, Destination::Email(new)) => email::change(cx, transaction, signed_in, new, now).await?,
        (Purpose::NewPhone, Destination::Phone(number)) => {
            phone::change(cx, transaction, signed_in, number, now).await?
        }
        _ => proof::note(cx, transaction, signed_in, Method::EmailCode, now).await?,
    };
    let (purpose, next) = (Some(challenge.purpose), challenge.return_to.clone());
    Ok(Changed { purpose, next, ..renewed(signed_in, session) })
}
