//! What follows from every change that users make to their account.

use crate::prelude::*;
use store::sessions::{self as stored_sessions, Reauthentication};
use store::{challenges, known_browsers, password_reset_grants, recovery_links, temporary_passwords};

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

/// Ends the use case of a change of credentials that needed no code: what follows from it, a notice to the user, and
/// the commit. The caller has locked the account with `account::lock_rows`.
pub async fn complete_change(
    unit: UnitOfWork<'_>,
    signed_in: &SignedIn,
    account: &Account,
    activity: AuditEventKind,
) -> Result<Changed, Failure> {
    let session = credentials_changed(&unit, signed_in, activity).await?;
    unit.tell_of_change(account, activity).await?;
    unit.commit().await?;
    Ok(renewed(signed_in, session))
}

/// A change that needed no code, with the session's new token.
pub fn renewed(signed_in: &SignedIn, session: Token) -> Changed {
    Changed { session, kept: signed_in.organisation.policy.session.absolute, purpose: None, next: None }
}

/// What follows from every change of credentials: pending sign-ins and changes end, and so do recovery links, temporary
/// passwords and other sessions; the change is recorded. Returns the session's new token. The caller has locked the
/// open challenges (`challenges::lock_all`) and the account.
pub async fn credentials_changed(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    activity: AuditEventKind,
) -> anyhow::Result<Token> {
    challenges::end_all(unit, signed_in.account.id, unit.now).await?;
    recovery_links::use_up_until(unit, signed_in.account.id, unit.now, unit.now).await?;
    let is_password = matches!(activity, AuditEventKind::PasswordChanged | AuditEventKind::PasswordSet);
    match is_password {
        true => temporary_passwords::end_all(unit, signed_in.account.id, unit.now).await?,
        // The first password stays valid: it is the only one that the user has.
        false => temporary_passwords::end_choices(unit, signed_in.account.id, unit.now).await?,
    }
    password_reset_grants::end_all(unit, signed_in.account.id).await?;
    if is_password || activity == AuditEventKind::EmailChanged {
        // Other browsers are known because of the old password or address, so they count as unknown again.
        known_browsers::forget_others(unit, signed_in.account.id, signed_in.session.known_browser.as_ref()).await?;
    }
    if matches!(activity, AuditEventKind::AuthenticatorTurnedOn | AuditEventKind::PasskeyAdded) {
        stored_sessions::note_second_step(unit, signed_in.session.id).await?;
    }
    stored_sessions::end_others(unit, signed_in.account.id, signed_in.session.id, unit.now).await?;
    unit.record(activity, AuditSubject::own(&signed_in.account)).await?;
    renew_token(unit, signed_in, None).await
}

/// Gives the session a new token, as at each change of privilege (ASVS 5.0.0, 7.2.4), and records the reauthentication,
/// if there was one.
pub async fn renew_token(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    reauthentication: Option<Reauthentication>,
) -> anyhow::Result<Token> {
    let token = Token::fresh(unit.app.random.as_ref())?;
    stored_sessions::renew(unit, signed_in.session.id, &token.hash(), reauthentication).await?;
    Ok(token)
}
