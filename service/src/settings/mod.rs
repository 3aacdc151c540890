//! What users change themselves in their account. Whatever changes the credentials requires a `RecentlyAuthenticated`,
//! ends the other sessions, gives this session a new token, records an audit event, and notifies the user by email.

mod authenticator;
mod change;
mod close;
mod confirm_email;
mod download;
mod email;
mod passkeys;
mod password;
mod phone;
mod profile;
mod reauthentication;
mod sessions;
mod undo;

pub use super::{
    delivery::{named_with_offset, time_zones},
    second_step::authenticator::Enrolment,
};
pub use authenticator::{
    begin_authenticator, fresh_recovery_codes, may_turn_off, put_recovery_codes_away, renew_recovery_codes,
    turn_off_authenticator, turn_on_authenticator, waiting_authenticator,
};
pub use change::Changed;
pub use close::close_account;
pub use confirm_email::{
    EmailConfirmationShown, EmailConfirmationStatus, confirm_email, show as show_email_confirmation,
};
pub use download::download;
pub use email::{cancel_email_change, change_email, pending_email};
pub use passkeys::{
    add_passkey, ask_to_make_passkey, ask_to_reauthenticate, reauthenticate_with_passkey, remove_passkey,
    rename_passkey,
};
pub use password::change_password;
pub use phone::{pending_number, remove_phone, set_phone};
pub use profile::{choose_language, save_profile};
pub use reauthentication::{may_reauthenticate_by_code, reauthenticate, send_reauthentication_code};
pub use sessions::{end_other_sessions, end_session, of_account as sessions_of};
pub use undo::{EmailUndoShown, EmailUndoStatus, show as show_email_undo, undo_email_change};

use crate::{account::demand_session, codes::VerifiedChallenge, prelude::*};
use anyhow::anyhow;
use change::renewed;

/// Makes the change that its code has confirmed. The challenge has locked the account; the caller commits. Fails with
/// `SignedOut` if the session has ended.
pub(crate) async fn complete_with_code(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    verified: VerifiedChallenge,
) -> Result<Changed, Failure> {
    demand_session(unit, signed_in).await?;
    let challenge = verified.challenge();
    let session = match (challenge.purpose, &challenge.destination) {
        (Purpose::NewEmail, Destination::Email(new)) => email::complete(unit, signed_in, new).await?,
        (Purpose::NewPhone, Destination::Phone(number)) => phone::complete(unit, signed_in, number).await?,
        (Purpose::Reauthentication, _) => reauthentication::record(unit, signed_in, Method::EmailCode).await?,
        (Purpose::NewEmail | Purpose::NewPhone | Purpose::SignIn | Purpose::SignUp | Purpose::SecondStep, _) => {
            return Err(anyhow!("a code for {} confirms no change here", challenge.purpose.name()).into());
        }
    };
    let (purpose, next) = (Some(challenge.purpose), challenge.return_to.clone());
    Ok(Changed { purpose, next, ..renewed(signed_in, session) })
}
