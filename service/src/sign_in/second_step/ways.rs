//! What the second step asks of an account, and whether an answer is right.

use super::Typed;
use crate::{
    RequestContext,
    app_context::AppContext,
    failure::Failure,
    passkeys::accepts,
    second_step::{
        authenticator::{self, Outcome},
        read_ways, recovery_codes, set_up_of,
    },
};
use domain::{
    AccountId, PhoneNumber, Timestamp,
    policy::{SecondStep, SecondStepRule, StillNeeded},
    refusal::{CodeRefusal, PasskeyRefusal, Refusal},
    welcome::Step,
};
use store::{Store, Transaction, accounts::Account, passkey_requests::Purpose};

/// What an account still needs after its first step. Makes no query when the organisation has no second step.
pub async fn needed(transaction: &Transaction, rules: &SecondStep, account: AccountId) -> anyhow::Result<StillNeeded> {
    if rules.rule == SecondStepRule::Off {
        return Ok(StillNeeded::Nothing);
    }
    Ok(rules.still_needed(&set_up_of(transaction, account, &rules.ways).await?))
}

/// What an account still needs after its first step, read outside a transaction for a page to show.
pub async fn read_needed(store: &Store, rules: &SecondStep, account: AccountId) -> anyhow::Result<StillNeeded> {
    Ok(rules.still_needed(&read_ways(store, account).await?.ways))
}

/// The number that a second-step code is texted to as well: a verified one. During onboarding also the number that an
/// admin entered, until the user has completed or skipped that step. Entering the code does not verify that number,
/// because the code may have been read in the email. `None` also when the server sends no texts.
pub fn number_of<'a>(app: &AppContext, account: &'a Account) -> Option<&'a PhoneNumber> {
    let phone = account.phone.as_ref().filter(|_| app.takes_texts)?;
    let is_new = || account.welcome.as_ref().is_some_and(|progress| progress.outcome(Step::Phone).is_none());
    (phone.is_verified || is_new()).then_some(&phone.number)
}

/// Whether an answer is right. A right one cannot be used again. Returns the refusal to show for a wrong one.
pub async fn compare(
    cx: &RequestContext,
    transaction: &Transaction,
    account: &Account,
    typed: &Typed<'_>,
    now: Timestamp,
) -> anyhow::Result<Result<(), Refusal>> {
    let wrong = Ok(Err(Refusal::Code(CodeRefusal::Invalid)));
    let id = account.id;
    match typed {
        Typed::Authenticator(code) => match authenticator::accepts(&cx.app, transaction, id, code, now).await? {
            Outcome::Right => Ok(Ok(())),
            Outcome::ClockIsOff(error) => Ok(Err(Refusal::Code(CodeRefusal::ClockIsOff(error)))),
            Outcome::Wrong => wrong,
        },
        Typed::Passkey(answered) => match accepts(cx, transaction, Purpose::SecondStep, id, answered, now).await {
            Ok(true) => Ok(Ok(())),
            Err(Failure::Broken(error)) => Err(error),
            Ok(false) | Err(_) => Ok(Err(Refusal::Passkey(PasskeyRefusal::Invalid))),
        },
        Typed::RecoveryCode(code) => match recovery_codes::use_one(cx, transaction, account, code, now).await? {
            Some(_) => Ok(Ok(())),
            None => wrong,
        },
    }
}
