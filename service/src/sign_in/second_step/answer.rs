//! Answering the second step of a sign-in. An attempt is counted before it is compared; a right one starts the session.

use super::pending::{send_to_both, show};
use crate::attempts::{Attempt, sound_alarm_when_many_guess};
use crate::codes::CodeSent;
use crate::passkeys::{Answered, accepts};
use crate::prelude::*;
use crate::second_step::authenticator::{self, Outcome};
use crate::second_step::{needed, record_refused, recovery_codes};
use crate::sign_in::page::return_to;
use crate::sign_in::session::{Authentication, StartedSession, start_session};
use domain::RecoveryCode;
use domain::policy::{SECOND_STEP_RULES, StillNeeded};
use domain::refusal::{CodeRefusal, PasskeyRefusal};
use store::known_browsers;
use store::passkey_requests::Purpose;
use store::pending_sign_ins::{self, PendingSignIn};

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

/// Completes the pending sign-in of this browser when the answer is right. `remember` asks to skip the second step in
/// this browser for a while. Refuses with `SignInOver` when no sign-in is pending or its attempts are used up, with
/// `NotOffered` when the account cannot answer this way, with `TooManyAttempts` at a limit, and a wrong answer with
/// `CodeRefusal::Invalid`, `CodeRefusal::ClockIsOff` or `PasskeyRefusal::Invalid`.
pub async fn answer(cx: &RequestContext, typed: Typed<'_>, remember: bool) -> Result<StartedSession, Failure> {
    let token = cx.pending_sign_in.as_ref().ok_or(Refusal::SignInOver)?.hash();
    let now = cx.app.clock.now();
    let account = pending_sign_ins::read(&cx.app.store, &token, now).await?.ok_or(Refusal::SignInOver)?.account;
    let unit = cx.begin().await?;
    let account = accounts::find_for_share(&unit, account).await?.ok_or(Refusal::SignInOver)?;
    let organisation = organisations::find_in(&unit, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    let pending = pending_sign_ins::count_attempt(&unit, &token, SECOND_STEP_RULES.attempts, unit.now)
        .await?
        .ok_or(Refusal::SignInOver)?;
    let needed = needed(&unit, &organisation.policy.second_step, account.id).await?;
    if !typed.is_taken(&needed) {
        return Err(Refusal::NotOffered.into());
    }
    let tried_at = (account.organisation, account.email.as_str());
    let attempt = Attempt::of(cx, &unit, tried_at, Some(&account)).await?;
    let costs = attempt.costs_of_second_step();
    unit.consume(&costs).await??;
    if let Err(refusal) = compare(cx, &unit, &account, &typed).await? {
        sound_alarm_when_many_guess(&unit).await?;
        record_refused(&unit, &account, typed.name()).await?;
        let is_spent = pending_sign_ins::is_spent(&unit, &token, SECOND_STEP_RULES.attempts).await?;
        if is_spent {
            pending_sign_ins::use_up(&unit, &token, unit.now).await?;
        }
        unit.commit().await?;
        return Err(if is_spent { Refusal::SignInOver } else { refusal }.into());
    }
    unit.refund(&costs).await?;
    let signed_in = finish(cx, &unit, pending, (&account, &organisation), remember).await?;
    let signed_in = signed_in.ok_or(Refusal::SignInOver)?;
    unit.commit().await?;
    Ok(signed_in)
}

/// Ends the pending sign-in and starts the session. `None`: another request ended it first, it expired, or it belongs
/// to another account.
pub async fn finish(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    pending: PendingSignIn,
    (account, organisation): (&Account, &Organisation),
    remember: bool,
) -> anyhow::Result<Option<StartedSession>> {
    let Some(token) = &cx.pending_sign_in else { return Ok(None) };
    if pending.account != account.id || !pending_sign_ins::use_up(unit, &token.hash(), unit.now).await? {
        return Ok(None);
    }
    Ok(Some(open(cx, unit, pending, (account, organisation), remember).await?))
}

/// Starts the session of a pending sign-in that the caller has ended.
pub(super) async fn open(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    pending: PendingSignIn,
    (account, organisation): (&Account, &Organisation),
    remember: bool,
) -> anyhow::Result<StartedSession> {
    let PendingSignIn { method, is_expected, .. } = pending;
    let wanted = pending.return_to.and_then(|wanted| return_to(organisation, &wanted));
    let return_to = wanted.as_ref();
    let authentication = Authentication { account, organisation, method, is_expected, was_here: None, return_to };
    let signed_in = start_session(cx, unit, authentication, true).await?;
    if remember && organisation.policy.second_step.may_remember {
        let until = unit.now + SECOND_STEP_RULES.spared_for;
        known_browsers::spare(unit, &signed_in.known_browser.hash(), account.id, until).await?;
    }
    metrics::counter!("portico_second_steps_total", "outcome" => "accepted").increment(1);
    Ok(signed_in)
}

/// Sends the code of the second step by email and text. Refuses with `SignInOver` when no sign-in is pending, with
/// `NotOffered` when the account cannot answer with codes, and with `TooManyAttempts`.
pub async fn send_second_code(cx: &RequestContext) -> Result<CodeSent, Failure> {
    let shown = show(cx, None).await?;
    let pending = shown.pending.ok_or(Refusal::SignInOver)?;
    match &pending.needed {
        StillNeeded::Answer(ways) if ways.contains(&SecondFactor::Codes) => {}
        _ => return Err(Refusal::NotOffered.into()),
    }
    send_to_both(cx, &shown.organisation, pending.account, pending.return_to).await
}

/// Whether an answer is right. A right one cannot be used again. Returns the refusal to show for a wrong one.
async fn compare(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: &Account,
    typed: &Typed<'_>,
) -> anyhow::Result<Result<(), Refusal>> {
    let wrong = Ok(Err(Refusal::Code(CodeRefusal::Invalid)));
    let id = account.id;
    match typed {
        Typed::Authenticator(code) => match authenticator::accepts(unit, id, code).await? {
            Outcome::Right => Ok(Ok(())),
            Outcome::ClockIsOff(error) => Ok(Err(Refusal::Code(CodeRefusal::ClockIsOff(error)))),
            Outcome::Wrong => wrong,
        },
        Typed::Passkey(answered) => match accepts(cx, unit, Purpose::SecondStep, id, answered).await {
            Ok(true) => Ok(Ok(())),
            Err(Failure::Broken(error)) => Err(error),
            Ok(false) | Err(_) => Ok(Err(Refusal::Passkey(PasskeyRefusal::Invalid))),
        },
        Typed::RecoveryCode(code) => match recovery_codes::use_one(unit, account, code).await? {
            Some(_) => Ok(Ok(())),
            None => wrong,
        },
    }
}
