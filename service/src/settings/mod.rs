//! What users change themselves in their account. Whatever changes the credentials requires a `RecentlyAuthenticated`, ends
//! the other sessions, gives this session a new token, records an audit event, and notifies the user by email.

mod authenticator;
mod close;
mod download;
mod email;
pub(super) mod notices;
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

use super::{
    RequestContext,
    account::{SignedIn, note_own, note_own_by},
};
use crate::{app_context::AppContext, failure::Failure, security::Token};
use domain::{AuditEventKind, Destination, EmailAddress, Method, ReservationId, ReturnTo, Seconds, Timestamp};
use store::{
    Transaction,
    accounts::{self, Account},
    challenges::{self, Purpose, StoredChallenge},
    known_browsers, password_reset_grants, recovery_links,
    reserved_addresses::{self, Reserved, Why},
    sessions::{self as stored_sessions, Proof},
    temporary_passwords,
};

/// Something was changed in the account, and the session has a new token.
#[derive(Debug)]
pub struct Changed {
    pub session: Token,
    /// How long the browser may keep the session's cookie.
    pub kept: Seconds,
    /// What the code was for; `None`: no code was needed.
    pub purpose: Option<Purpose>,
    /// Where the user continues; `None`: the caller decides.
    pub next: Option<ReturnTo>,
}

/// Makes the change for which a code was requested, after the code was right. The caller has locked
/// the account, and commits.
pub(super) async fn confirmed(
    cx: &RequestContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    challenge: StoredChallenge,
    now: Timestamp,
) -> Result<Changed, Failure> {
    demand_session(transaction, signed_in).await?;
    let session = match (challenge.purpose, &challenge.destination) {
        (Purpose::NewEmail, Destination::Email(new)) => email::change(cx, transaction, signed_in, new, now).await?,
        (Purpose::NewPhone, Destination::Phone(number)) => {
            phone::change(cx, transaction, signed_in, number, now).await?
        }
        _ => proof::note(cx, transaction, signed_in, Method::EmailCode, now).await?,
    };
    let purpose = Some(challenge.purpose);
    Ok(Changed { purpose, next: challenge.return_to, ..renewed(signed_in, session) })
}

/// Reserves an address for the account that had it.
async fn reserve(
    app: &AppContext,
    transaction: &Transaction,
    account: &Account,
    email: EmailAddress,
    why: Why,
    at: Timestamp,
) -> anyhow::Result<()> {
    let id = ReservationId(app.random.id()?);
    let (organisation, account) = (account.organisation, Some(account.id));
    let new = Reserved { id, organisation, email, account, why, reason: None, by: None, at };
    // A reservation that exists already stays as it was.
    reserved_addresses::reserve(transaction, new).await?;
    Ok(())
}

/// Ends the use case of a change of credentials that needed no code: what follows from it, a notice to the user, and the
/// commit. The caller has locked the account with `hold`.
async fn complete_change(
    cx: &RequestContext,
    transaction: Transaction,
    signed_in: &SignedIn,
    account: &Account,
    activity: AuditEventKind,
    now: Timestamp,
) -> Result<Changed, Failure> {
    let session = way_in_changed(cx, &transaction, signed_in, activity, now).await?;
    notices::tell(cx, &transaction, account, activity, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(renewed(signed_in, session))
}

/// A change that needed no code, with the session's new token.
fn renewed(signed_in: &SignedIn, session: Token) -> Changed {
    Changed { session, kept: signed_in.organisation.policy.session.absolute, purpose: None, next: None }
}

/// Locks the open challenges and the account of the user, in this order, so that nothing else changes the account until
/// this transaction ends. Fails with `SignedOut` if the session has ended.
pub(super) async fn hold(transaction: &Transaction, signed_in: &SignedIn) -> Result<Account, Failure> {
    challenges::lock_all(transaction, signed_in.account.id).await?;
    let account = accounts::find_for_update(transaction, signed_in.account.id).await?.ok_or(Failure::SignedOut)?;
    demand_session(transaction, signed_in).await?;
    Ok(account)
}

async fn demand_session(transaction: &Transaction, signed_in: &SignedIn) -> Result<(), Failure> {
    match stored_sessions::is_open(transaction, signed_in.session.id).await? {
        true => Ok(()),
        false => Err(Failure::SignedOut),
    }
}

/// What follows from every change of credentials: pending sign-ins and changes end, and so do recovery links, temporary
/// passwords and other sessions; the change is recorded. Returns the session's new token. The caller has locked the
/// open challenges (`challenges::lock_all`) and the account.
async fn way_in_changed(
    cx: &RequestContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    activity: AuditEventKind,
    now: Timestamp,
) -> anyhow::Result<Token> {
    challenges::end_all(transaction, signed_in.account.id, now).await?;
    recovery_links::use_up_until(transaction, signed_in.account.id, now, now).await?;
    let is_password = matches!(activity, AuditEventKind::PasswordChanged | AuditEventKind::PasswordSet);
    match is_password {
        true => temporary_passwords::end_all(transaction, signed_in.account.id, now).await?,
        // The first password stays valid: it is the only one that the user has.
        false => temporary_passwords::end_choices(transaction, signed_in.account.id, now).await?,
    }
    password_reset_grants::end_all(transaction, signed_in.account.id).await?;
    if matches!(activity, AuditEventKind::PasswordChanged | AuditEventKind::PasswordSet | AuditEventKind::EmailChanged)
    {
        // Other browsers are known because of the old password or address, so they count as unknown again.
        let this = cx.device.as_ref().map(Token::hash);
        known_browsers::forget_others(transaction, signed_in.account.id, this.as_ref()).await?;
    }
    if matches!(activity, AuditEventKind::AuthenticatorTurnedOn | AuditEventKind::PasskeyAdded) {
        stored_sessions::note_second_step(transaction, signed_in.session.id).await?;
    }
    stored_sessions::end_others(transaction, signed_in.account.id, signed_in.session.id, now).await?;
    note_own(cx, transaction, signed_in, activity, now).await?;
    renew_token(&cx.app, transaction, signed_in, None).await
}

/// Gives the session a new token, as at each change of privilege (ASVS 5.0.0, 7.2.4). `proof` is the
/// reauthentication, if there was one.
async fn renew_token(
    app: &AppContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    proof: Option<Proof>,
) -> anyhow::Result<Token> {
    let token = Token::fresh(app.random.as_ref())?;
    stored_sessions::renew(transaction, signed_in.session.id, &token.hash(), proof).await?;
    Ok(token)
}
