//! Answering the second step of a sign-in. An attempt is counted before it is compared; a right one starts the session.

use super::ways;
use crate::{
    RequestContext,
    audit::{self, AuditEntry},
    failure::Failure,
    passkeys::Answered,
    security::rate_limit::{self, Subject},
    sign_in::{
        Attempt, CodeSent,
        enter::{Entering, SignedIn, let_in},
        return_to, sound_alarm_when_many_guess,
    },
};
use anyhow::Context as _;
use domain::{
    AuditEventKind, OneTimeCode, RecoveryCode, Refusal, Timestamp,
    limits::{self, Limit},
    policy::{SECOND_STEP_RULES, SecondFactor, StillNeeded},
};
use store::{
    Transaction,
    accounts::{self, Account},
    known_browsers,
    organisations::{self, Organisation},
    pending_sign_ins::{self, PendingSignIn},
};

/// An answer to the second step. Input that cannot be one is refused before it gets here, and is not counted.
#[derive(Debug)]
pub enum Typed<'a> {
    Authenticator(OneTimeCode),
    RecoveryCode(RecoveryCode),
    Passkey(Answered<'a>),
}

impl Typed<'_> {
    /// The name in the audit log.
    const fn name(&self) -> &'static str {
        match self {
            Typed::Authenticator(_) => SecondFactor::Authenticator.name(),
            Typed::RecoveryCode(_) => "recovery_code",
            Typed::Passkey(_) => SecondFactor::Passkey.name(),
        }
    }

    /// Whether the account may answer with this. A recovery code replaces any way that was set up, but not codes by
    /// email and text.
    fn is_taken(&self, needed: &StillNeeded) -> bool {
        let StillNeeded::Answer(ways) = needed else { return false };
        match self {
            Typed::Authenticator(_) => ways.contains(&SecondFactor::Authenticator),
            Typed::RecoveryCode(_) => ways.iter().any(|way| *way != SecondFactor::Codes),
            Typed::Passkey(_) => ways.contains(&SecondFactor::Passkey),
        }
    }
}

/// The limits that a wrong answer to the second step counts against.
pub fn prices_of_guessing<'a>(attempt: &'a Attempt<'_>) -> Vec<(Limit, Subject<'a>)> {
    attempt.prices(
        &[limits::SECOND_STEP_WRONG_PER_ACCOUNT_AND_HOUR, limits::SECOND_STEP_WRONG_PER_ACCOUNT_IN_A_ROW],
        &[limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY],
    )
}

/// Completes the pending sign-in of this browser when the answer is right. `remember` asks to skip the second step in
/// this browser for a while. Refuses with `SignInOver` when no sign-in is pending or its attempts are used up, with
/// `NotOffered` when the account cannot answer this way, with `TooManyAttempts` at a limit, and a wrong answer with
/// `CodeRefusal::Invalid`, `CodeRefusal::ClockIsOff` or `PasskeyRefusal::Invalid`.
pub async fn answer(cx: &RequestContext, typed: Typed<'_>, remember: bool) -> Result<SignedIn, Failure> {
    let token = cx.step.as_ref().ok_or(Refusal::SignInOver)?.hash();
    let now = cx.app.clock.now();
    let account = pending_sign_ins::read(&cx.app.store, &token, now).await?.ok_or(Refusal::SignInOver)?.account;
    let transaction = cx.app.store.begin().await?;
    let account = accounts::find_for_share(&transaction, account).await?.ok_or(Refusal::SignInOver)?;
    let organisation = organisations::find_in(&transaction, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    let half = pending_sign_ins::pay_try(&transaction, &token, SECOND_STEP_RULES.tries, now)
        .await?
        .ok_or(Refusal::SignInOver)?;
    let needed = ways::needed(&transaction, &organisation.policy.second_step, account.id).await?;
    if !typed.is_taken(&needed) {
        return Err(Refusal::NotOffered.into());
    }
    let tried_at = (account.organisation, account.email.as_str());
    let attempt = Attempt::of(&transaction, cx, tried_at, Some(&account), now).await?;
    let prices = prices_of_guessing(&attempt);
    rate_limit::pay(&transaction, &cx.app.keys, &prices, now).await??;
    if let Err(refusal) = ways::compare(cx, &transaction, &account, &typed, now).await? {
        sound_alarm_when_many_guess(&cx.app, &transaction, now).await?;
        note_refused(cx, &transaction, &account, typed.name(), now).await?;
        let is_spent = pending_sign_ins::is_spent(&transaction, &token, SECOND_STEP_RULES.tries).await?;
        if is_spent {
            pending_sign_ins::use_up(&transaction, &token, now).await?;
        }
        cx.app.store.commit(transaction).await?;
        return Err(if is_spent { Refusal::SignInOver } else { refusal }.into());
    }
    rate_limit::refund(&transaction, &cx.app.keys, &prices).await?;
    let signed_in = finish(cx, &transaction, half, (&account, &organisation), remember, now).await?;
    let signed_in = signed_in.ok_or(Refusal::SignInOver)?;
    cx.app.store.commit(transaction).await?;
    Ok(signed_in)
}

/// Ends the pending sign-in and starts the session. `None`: another request ended it first, it expired, or it belongs
/// to another account.
pub async fn finish(
    cx: &RequestContext,
    transaction: &Transaction,
    half: PendingSignIn,
    (account, organisation): (&Account, &Organisation),
    remember: bool,
    now: Timestamp,
) -> anyhow::Result<Option<SignedIn>> {
    let Some(token) = &cx.step else { return Ok(None) };
    if half.account != account.id || !pending_sign_ins::use_up(transaction, &token.hash(), now).await? {
        return Ok(None);
    }
    Ok(Some(open(cx, transaction, half, (account, organisation), remember, now).await?))
}

/// Starts the session of a pending sign-in that the caller has ended.
pub(super) async fn open(
    cx: &RequestContext,
    transaction: &Transaction,
    half: PendingSignIn,
    (account, organisation): (&Account, &Organisation),
    remember: bool,
    now: Timestamp,
) -> anyhow::Result<SignedIn> {
    let PendingSignIn { method, is_expected, .. } = half;
    let wanted = half.return_to.and_then(|wanted| return_to(organisation, &wanted));
    let return_to = wanted.as_ref();
    let entering = Entering { account, organisation, method, is_expected, was_here: None, return_to };
    let signed_in = let_in(cx, transaction, entering, true, now).await?;
    if remember && organisation.policy.second_step.may_remember {
        let until = now + SECOND_STEP_RULES.spared_for;
        known_browsers::spare(transaction, &signed_in.device.hash(), account.id, until).await?;
    }
    metrics::counter!("portico_second_steps_total", "outcome" => "accepted").increment(1);
    Ok(signed_in)
}

/// Records a wrong answer. `way` names what was answered with, for the audit log.
pub async fn note_refused(
    cx: &RequestContext,
    transaction: &Transaction,
    account: &Account,
    way: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    metrics::counter!("portico_second_steps_total", "outcome" => "refused").increment(1);
    let noted = AuditEntry { detail: Some(way), ..AuditEntry::about(account, AuditEventKind::SecondStepRefused) };
    audit::note(&cx.app, transaction, Some(cx), noted, now).await
}

/// Sends the code of the second step by email and text. Refuses with `SignInOver` when no sign-in is pending, with
/// `NotOffered` when the account cannot answer with codes, and with `TooManyAttempts`.
pub async fn send_second_code(cx: &RequestContext) -> Result<CodeSent, Failure> {
    let shown = super::show(cx, None).await?;
    let underway = shown.underway.ok_or(Refusal::SignInOver)?;
    match &underway.needed {
        StillNeeded::Answer(ways) if ways.contains(&SecondFactor::Codes) => {}
        _ => return Err(Refusal::NotOffered.into()),
    }
    super::send_to_both(cx, &shown.organisation, underway.account, underway.return_to).await
}
