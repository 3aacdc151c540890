//! What follows from every change that users make to their account.

use crate::{
    RequestContext,
    account::{SignedIn, note_own},
    app_context::AppContext,
    failure::Failure,
    messages,
    security::Token,
};
use domain::{AuditEventKind, EmailAddress, ReservationId, ReturnTo, Seconds, Timestamp};
use store::{
    Transaction,
    accounts::Account,
    challenges::{self, Purpose},
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

/// Reserves an address for the account that had it.
pub async fn reserve(
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
/// commit. The caller has locked the account with `account::lock`.
pub async fn complete_change(
    cx: &RequestContext,
    transaction: Transaction,
    signed_in: &SignedIn,
    account: &Account,
    activity: AuditEventKind,
    now: Timestamp,
) -> Result<Changed, Failure> {
    let session = way_in_changed(cx, &transaction, signed_in, activity, now).await?;
    messages::tell_of_change(cx, &transaction, account, activity, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(renewed(signed_in, session))
}

/// A change that needed no code, with the session's new token.
pub fn renewed(signed_in: &SignedIn, session: Token) -> Changed {
    Changed { session, kept: signed_in.organisation.policy.session.absolute, purpose: None, next: None }
}

/// What follows from every change of credentials: pending sign-ins and changes end, and so do recovery links, temporary
/// passwords and other sessions; the change is recorded. Returns the session's new token. The caller has locked the
/// open challenges (`challenges::lock_all`) and the account.
pub async fn way_in_changed(
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
pub async fn renew_token(
    app: &AppContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    proof: Option<Proof>,
) -> anyhow::Result<Token> {
    let token = Token::fresh(app.random.as_ref())?;
    stored_sessions::renew(transaction, signed_in.session.id, &token.hash(), proof).await?;
    Ok(token)
}
