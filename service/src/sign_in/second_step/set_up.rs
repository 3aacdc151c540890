//! Setting up a required second step while signing in, before there is a session. The first step alone allows this only
//! for an account that has nothing set up.

use super::answer::open;
use crate::onboarding;
use crate::prelude::*;
use crate::second_step::{authenticator, needed, recovery_codes};
use crate::sign_in::session::StartedSession;
use domain::{onboarding::Outcome, policy::StillNeeded};
use store::pending_sign_ins::{self, PendingSignIn};
use store::sessions;

/// Finds the pending sign-in that has to set up a way, its account and its organisation. Locks the first two until the
/// transaction ends. Refuses with `SignInOver` when no sign-in is pending, and with `NotOffered` when the account may
/// not set up this way now.
pub(crate) async fn lock_to_set_up(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    way: SecondFactor,
) -> Result<(PendingSignIn, Account, Organisation), Failure> {
    let token = cx.pending_sign_in.as_ref().ok_or(Refusal::SignInOver)?.hash();
    let account = pending_sign_ins::read(&unit.app.store, &token, unit.now).await?.ok_or(Refusal::SignInOver)?.account;
    let account = accounts::find_for_update(unit, account).await?.ok_or(Refusal::SignInOver)?;
    let pending = pending_sign_ins::find_for_update(unit, &token, unit.now).await?.ok_or(Refusal::SignInOver)?;
    let organisation = organisations::find_in(unit, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    match needed(unit, &organisation.policy.second_step, account.id).await? {
        StillNeeded::SetUp(ways) if ways.contains(&way) => Ok((pending, account, organisation)),
        _ => Err(Refusal::NotOffered.into()),
    }
}

/// Creates a secret for an authenticator app. Refuses with `SignInOver` when no sign-in is pending, and with
/// `NotOffered` when the account may not set up an app now.
pub async fn begin_set_up(cx: &RequestContext) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    let (_, account, _) = lock_to_set_up(cx, &unit, SecondFactor::Authenticator).await?;
    authenticator::begin(&unit, account.id).await?;
    Ok(unit.commit().await?)
}

/// Turns the authenticator app on if the code is right, and starts the session. Refuses like [`begin_set_up`], with
/// `CodeRefusal::Expired` when no app is being set up, and a wrong code with `CodeRefusal::Invalid` or
/// `CodeRefusal::ClockIsOff`.
pub async fn finish_set_up(cx: &RequestContext, code: &OneTimeCode) -> Result<StartedSession, Failure> {
    let unit = cx.begin().await?;
    let way = SecondFactor::Authenticator;
    let (pending, account, organisation) = lock_to_set_up(cx, &unit, way).await?;
    authenticator::confirm(&unit, account.id, code).await?;
    let what = AuditEventKind::AuthenticatorTurnedOn;
    let signed_in = set_up(cx, &unit, pending, (&account, &organisation), what).await?;
    unit.commit().await?;
    Ok(signed_in)
}

/// Completes the sign-in after a way was set up: creates recovery codes if the account has none, ends all other
/// sessions, and starts this one.
pub(crate) async fn set_up(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    pending: PendingSignIn,
    (account, organisation): (&Account, &Organisation),
    what: AuditEventKind,
) -> Result<StartedSession, Failure> {
    let has_fresh_codes = recovery_codes::make_if_none(unit, account).await?;
    onboarding::record(unit, account, Step::SecondStep, Outcome::Done).await?;
    unit.record(what, AuditSubject::own(account)).await?;
    unit.tell_of_change(account, what).await?;
    let token = cx.pending_sign_in.as_ref().ok_or(Refusal::SignInOver)?.hash();
    if !pending_sign_ins::use_up(unit, &token, unit.now).await? {
        return Err(Refusal::SignInOver.into());
    }
    sessions::end_all(unit, account.id, unit.now).await?;
    let signed_in = open(cx, unit, pending, (account, organisation), false).await?;
    Ok(StartedSession { has_fresh_codes, ..signed_in })
}
