//! Answering the second step. A try is paid before anything is compared; the right one opens the session.

use super::ways;
use crate::{
    failure::Failure,
    flows::{
        Visitor,
        audit::{self, Noted},
        passkeys::Answered,
        sign_in::{
            Attempt, CodeSent,
            enter::{Entering, SignedIn, let_in},
            return_to, sound_alarm_when_many_guess,
        },
    },
    house::House,
    security::rate_limit::{self, Subject},
    store::{
        Transaction,
        accounts::{self, Account},
        half_sign_ins::{self, HalfSignIn},
        known_browsers,
        organisations::{self, Organisation},
    },
};
use anyhow::Context as _;
use domain::{
    Activity, OneTimeCode, RecoveryCode, Timestamp,
    limits::{self, Limit},
    policy::{SECOND_STEP_RULES, SecondStepWay, StillNeeded},
    sign_in::SignInError,
};

/// What was typed in, or what the browser answered. What cannot be either is no try.
#[derive(Debug)]
pub enum Typed<'a> {
    Authenticator(OneTimeCode),
    RecoveryCode(RecoveryCode),
    Passkey(Answered<'a>),
}

impl Typed<'_> {
    /// As the log keeps it.
    const fn name(&self) -> &'static str {
        match self {
            Typed::Authenticator(_) => SecondStepWay::Authenticator.name(),
            Typed::RecoveryCode(_) => "recovery_code",
            Typed::Passkey(_) => SecondStepWay::Passkey.name(),
        }
    }

    /// A recovery code stands in for whatever was set up.
    fn is_taken(&self, needed: &StillNeeded) -> bool {
        let StillNeeded::Answer(ways) = needed else { return false };
        match self {
            Typed::Authenticator(_) => ways.contains(&SecondStepWay::Authenticator),
            Typed::RecoveryCode(_) => ways.iter().any(|way| *way != SecondStepWay::Codes),
            Typed::Passkey(_) => ways.contains(&SecondStepWay::Passkey),
        }
    }
}

pub(super) fn over() -> Failure<SignInError> {
    Failure::Refused(SignInError::SignInOver)
}

/// What a wrong answer costs at the address of an account.
pub fn prices_of_guessing<'a>(attempt: &'a Attempt<'_>) -> Vec<(Limit, Subject<'a>)> {
    attempt.prices(
        &[limits::SECOND_STEP_WRONG_PER_ACCOUNT_AND_HOUR, limits::SECOND_STEP_WRONG_PER_ACCOUNT_IN_A_ROW],
        &[limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY],
    )
}

/// Signs in when what was typed is right.
pub async fn answer(
    house: &House,
    visitor: &Visitor,
    typed: Typed<'_>,
    remember: bool,
) -> Result<SignedIn, Failure<SignInError>> {
    let token = visitor.step.as_ref().ok_or_else(over)?.hash();
    let now = house.clock.now();
    let account = half_sign_ins::read(&house.store, &token, now).await?.ok_or_else(over)?.account;
    let transaction = house.store.begin().await?;
    let account = accounts::find_to_let_in(&transaction, account).await?.ok_or_else(over)?;
    let organisation = organisations::find_in(&transaction, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    let half = half_sign_ins::pay_try(&transaction, &token, SECOND_STEP_RULES.tries, now).await?.ok_or_else(over)?;
    let needed = ways::needed(&transaction, &organisation.policy.second_step, account.id).await?;
    if !typed.is_taken(&needed) {
        return Err(Failure::Refused(SignInError::NotOffered));
    }
    let tried_at = (account.organisation, account.email.as_str());
    let attempt = Attempt::of(&transaction, visitor, tried_at, Some(&account), now).await?;
    let prices = prices_of_guessing(&attempt);
    if let Err(too_often) = rate_limit::pay(&transaction, &house.keys, &prices, now).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    if let Err(refusal) = ways::compare(house, &transaction, visitor, &account, &typed, now).await? {
        sound_alarm_when_many_guess(house, &transaction, now).await?;
        note_refused(house, &transaction, visitor, &account, typed.name(), now).await?;
        let is_spent = half_sign_ins::is_spent(&transaction, &token, SECOND_STEP_RULES.tries).await?;
        if is_spent {
            half_sign_ins::use_up(&transaction, &token, now).await?;
        }
        house.store.commit_apart(transaction).await?;
        return Err(if is_spent { over() } else { Failure::Refused(refusal) });
    }
    rate_limit::refund(&transaction, &house.keys, &prices).await?;
    let signed_in = finish(house, &transaction, visitor, half, (&account, &organisation), remember, now).await?;
    let signed_in = signed_in.ok_or_else(over)?;
    house.store.commit(transaction).await?;
    house.outbox_bell.notify_one();
    Ok(signed_in)
}

/// The last step is taken: opens the session. `None`: somebody was faster.
pub async fn finish(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    half: HalfSignIn,
    (account, organisation): (&Account, &Organisation),
    remember: bool,
    now: Timestamp,
) -> anyhow::Result<Option<SignedIn>> {
    let Some(token) = &visitor.step else { return Ok(None) };
    if half.account != account.id || !half_sign_ins::use_up(transaction, &token.hash(), now).await? {
        return Ok(None);
    }
    Ok(Some(open(house, transaction, visitor, half, (account, organisation), remember, now).await?))
}

/// Opens the session of a sign-in that is used up.
pub(super) async fn open(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    half: HalfSignIn,
    (account, organisation): (&Account, &Organisation),
    remember: bool,
    now: Timestamp,
) -> anyhow::Result<SignedIn> {
    let HalfSignIn { method, is_expected, .. } = half;
    let wanted = half.return_to.and_then(|wanted| return_to(organisation, &wanted));
    let return_to = wanted.as_ref();
    let entering = Entering { account, organisation, method, is_expected, was_here: None, return_to };
    let signed_in = let_in(house, transaction, visitor, entering, true, now).await?;
    if remember && organisation.policy.second_step.may_remember {
        let until = now + SECOND_STEP_RULES.spared_for;
        known_browsers::spare(transaction, &signed_in.device.hash(), account.id, until).await?;
    }
    metrics::counter!("portico_second_steps_total", "outcome" => "accepted").increment(1);
    Ok(signed_in)
}

/// `way` is what was answered with.
pub async fn note_refused(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    account: &Account,
    way: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    metrics::counter!("portico_second_steps_total", "outcome" => "refused").increment(1);
    let noted = Noted { detail: Some(way), ..Noted::about(account, Activity::SecondStepRefused) };
    audit::note(house, transaction, Some(visitor), noted, now).await
}

/// Sends the code of the second step, asked for on its page.
pub async fn send_second_code(house: &House, visitor: &Visitor) -> Result<CodeSent, Failure<SignInError>> {
    let shown = super::show(house, visitor, None).await?;
    let underway = shown.underway.ok_or_else(over)?;
    match &underway.needed {
        StillNeeded::Answer(ways) if ways.contains(&SecondStepWay::Codes) => {}
        _ => return Err(Failure::Refused(SignInError::NotOffered)),
    }
    super::send_to_both(house, visitor, &shown.organisation, underway.account, underway.return_to).await
}
