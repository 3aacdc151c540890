//! Setting up a required second step while signing in, before there is a session. The first step alone allows this only
//! for an account that has nothing set up.

use super::answer::open;
use crate::{
    RequestContext,
    app_context::AppContext,
    audit::{self, AuditEntry},
    failure::Failure,
    messages,
    second_step::{
        authenticator::{self, Enrolment, Outcome},
        needed, recovery_codes,
    },
    sign_in::session::SignedIn,
    welcome,
};
use anyhow::Context as _;
use domain::{
    AuditEventKind, OneTimeCode, Timestamp,
    policy::{SecondFactor, StillNeeded},
    refusal::{CodeRefusal, Refusal},
    welcome::{Outcome as WelcomeOutcome, Step},
};
use store::{
    Transaction,
    accounts::{self, Account},
    organisations::{self, Organisation},
    pending_sign_ins::{self, PendingSignIn},
    sessions,
};

/// Finds the pending sign-in that has to set up a way, its account and its organisation. Locks the first two until the
/// transaction ends. Refuses with `SignInOver` when no sign-in is pending, and with `NotOffered` when the account may
/// not set up this way now.
pub(crate) async fn hold_to_set_up(
    cx: &RequestContext,
    transaction: &Transaction,
    way: SecondFactor,
    now: Timestamp,
) -> Result<(PendingSignIn, Account, Organisation), Failure> {
    let token = cx.step.as_ref().ok_or(Refusal::SignInOver)?.hash();
    let account = pending_sign_ins::read(&cx.app.store, &token, now).await?.ok_or(Refusal::SignInOver)?.account;
    let account = accounts::find_for_update(transaction, account).await?.ok_or(Refusal::SignInOver)?;
    let half = pending_sign_ins::lock(transaction, &token, now).await?.ok_or(Refusal::SignInOver)?;
    let organisation = organisations::find_in(transaction, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    match needed(transaction, &organisation.policy.second_step, account.id).await? {
        StillNeeded::SetUp(ways) if ways.contains(&way) => Ok((half, account, organisation)),
        _ => Err(Refusal::NotOffered.into()),
    }
}

/// Creates a secret for an authenticator app. Refuses with `SignInOver` when no sign-in is pending, and with
/// `NotOffered` when the account may not set up an app now.
pub async fn begin_set_up(cx: &RequestContext) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let (_, account, _) = hold_to_set_up(cx, &transaction, SecondFactor::Authenticator, now).await?;
    authenticator::begin(&cx.app, &transaction, account.id, now).await?;
    Ok(cx.app.store.commit(transaction).await?)
}

/// What the authenticator app that is being set up needs. `None`: none is being set up, or its secret is too old.
pub async fn waiting(
    app: &AppContext,
    account: &Account,
    organisation: &Organisation,
) -> anyhow::Result<Option<Enrolment>> {
    authenticator::waiting(app, account, organisation).await
}

/// Turns the authenticator app on if the code is right, and starts the session. Refuses like [`begin_set_up`], with
/// `CodeRefusal::Expired` when no app is being set up, and a wrong code with `CodeRefusal::Invalid` or `CodeRefusal::ClockIsOff`.
pub async fn finish_set_up(cx: &RequestContext, code: &OneTimeCode) -> Result<SignedIn, Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let way = SecondFactor::Authenticator;
    let (half, account, organisation) = hold_to_set_up(cx, &transaction, way, now).await?;
    match authenticator::confirm(&cx.app, &transaction, account.id, code, now).await? {
        Some(Outcome::Right) => {}
        Some(Outcome::ClockIsOff(error)) => return Err(Refusal::Code(CodeRefusal::ClockIsOff(error)).into()),
        Some(Outcome::Wrong) => return Err(Refusal::Code(CodeRefusal::Invalid).into()),
        None => return Err(Refusal::Code(CodeRefusal::Expired).into()),
    }
    let what = AuditEventKind::AuthenticatorTurnedOn;
    let signed_in = set_up(cx, &transaction, half, (&account, &organisation), what, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(signed_in)
}

/// Completes the sign-in after a way was set up: creates recovery codes if the account has none, ends all other
/// sessions, and starts this one.
pub(crate) async fn set_up(
    cx: &RequestContext,
    transaction: &Transaction,
    half: PendingSignIn,
    (account, organisation): (&Account, &Organisation),
    what: AuditEventKind,
    now: Timestamp,
) -> Result<SignedIn, Failure> {
    let has_fresh_codes = recovery_codes::make_if_none(cx, transaction, account, now).await?;
    welcome::note(transaction, account, Step::SecondStep, WelcomeOutcome::Done).await?;
    audit::note(&cx.app, transaction, Some(cx), AuditEntry::own(account, what), now).await?;
    messages::tell_of_change(cx, transaction, account, what, now).await?;
    let token = cx.step.as_ref().ok_or(Refusal::SignInOver)?.hash();
    if !pending_sign_ins::use_up(transaction, &token, now).await? {
        return Err(Refusal::SignInOver.into());
    }
    sessions::end_all(transaction, account.id, now).await?;
    let signed_in = open(cx, transaction, half, (account, organisation), false, now).await?;
    Ok(SignedIn { has_fresh_codes, ..signed_in })
}
