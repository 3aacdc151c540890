//! A passkey as the second step, and registering the first passkey of an account that has to set up a second step.

use super::pending::show;
use super::set_up::{lock_to_set_up, set_up};
use crate::passkeys::{self, IssuedPasskeyRequest, Registered};
use crate::prelude::*;
use crate::sign_in::session::StartedSession;
use domain::{PasskeyName, policy::StillNeeded};
use store::passkey_requests::Purpose;

/// Starts answering the second step with a passkey of the account. Refuses with `SignInOver` when no sign-in is
/// pending, with `NotOffered` when the account cannot answer with a passkey, and with `TooManyAttempts`.
pub async fn ask_for_passkey(cx: &RequestContext) -> Result<IssuedPasskeyRequest, Failure> {
    let pending = show(cx, None).await?.pending.ok_or(Refusal::SignInOver)?;
    match &pending.needed {
        StillNeeded::Answer(ways) if ways.contains(&SecondFactor::Passkey) => {}
        _ => return Err(Refusal::NotOffered.into()),
    }
    let account = &pending.account;
    let unit = cx.begin().await?;
    let asked = passkeys::ask_for_own(cx, &unit, account, Purpose::SecondStep).await?;
    unit.commit().await?;
    Ok(asked)
}

/// Starts registering a passkey before there is a session. Refuses with `SignInOver` when no sign-in is pending, with
/// `NotOffered` when the account may not set up a passkey now, and with `TooManyAttempts`.
pub async fn ask_to_set_up_passkey(cx: &RequestContext) -> Result<IssuedPasskeyRequest, Failure> {
    let unit = cx.begin().await?;
    let (_, account, organisation) = lock_to_set_up(cx, &unit, SecondFactor::Passkey).await?;
    let asked = passkeys::ask_to_make(cx, &unit, &organisation, &account).await?;
    unit.commit().await?;
    Ok(asked)
}

/// Adds the passkey that the browser created, and starts the session. Refuses with `SignInOver` or `NotOffered` like
/// [`ask_to_set_up_passkey`], and with `PasskeyRefusal::Invalid` when the browser's response is wrong.
pub async fn set_up_passkey(
    cx: &RequestContext,
    name: &PasskeyName,
    registered: Registered<'_>,
) -> Result<StartedSession, Failure> {
    let unit = cx.begin().await?;
    let (pending, account, organisation) = lock_to_set_up(cx, &unit, SecondFactor::Passkey).await?;
    passkeys::make(cx, &unit, &account, name, registered).await?;
    let (whose, what) = ((&account, &organisation), AuditEventKind::PasskeyAdded);
    let signed_in = set_up(cx, &unit, pending, whose, what).await?;
    unit.commit().await?;
    Ok(signed_in)
}
