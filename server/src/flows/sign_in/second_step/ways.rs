//! What is asked of an account, and whether what was typed answers it.

use super::Typed;
use crate::{
    failure::Failure,
    flows::{
        Visitor,
        passkeys::accepts,
        second_step::{
            authenticator::{self, Outcome},
            read_ways, recovery_codes, set_up_of,
        },
    },
    house::House,
    store::{Store, Transaction, accounts::Account, passkey_requests::Purpose},
};
use domain::{
    AccountId, PhoneNumber, Timestamp,
    policy::{SecondStep, SecondStepRule, StillNeeded},
    sign_in::SignInError,
    welcome::Step,
};

/// What is still asked of an account after its first step. Costs nothing where there is no second step.
pub async fn needed(transaction: &Transaction, rules: &SecondStep, account: AccountId) -> anyhow::Result<StillNeeded> {
    if rules.rule == SecondStepRule::Off {
        return Ok(StillNeeded::Nothing);
    }
    Ok(rules.still_needed(&set_up_of(transaction, account, &rules.ways).await?))
}

/// The same, for showing it.
pub async fn read_needed(store: &Store, rules: &SecondStep, account: AccountId) -> anyhow::Result<StillNeeded> {
    Ok(rules.still_needed(&read_ways(store, account).await?.ways))
}

/// The number that a code goes to as well: a verified one. In the first visit also the one that the admin gave, until the person
/// has come past it there; it is not verified by that, for the code may have been read in the email.
pub fn number_of<'a>(house: &House, account: &'a Account) -> Option<&'a PhoneNumber> {
    let phone = account.phone.as_ref().filter(|_| house.takes_texts)?;
    let is_new = || account.welcome.as_ref().is_some_and(|progress| progress.outcome(Step::Phone).is_none());
    (phone.is_verified || is_new()).then_some(&phone.number)
}

/// Whether what was typed is right; if it is, it is used up.
pub async fn compare(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    account: &Account,
    typed: &Typed<'_>,
    now: Timestamp,
) -> anyhow::Result<Result<(), SignInError>> {
    let wrong = Ok(Err(SignInError::InvalidCode));
    let id = account.id;
    match typed {
        Typed::Authenticator(code) => match authenticator::accepts(house, transaction, id, code, now).await? {
            Outcome::Right => Ok(Ok(())),
            Outcome::ClockIsOff(error) => Ok(Err(SignInError::ClockIsOff(error))),
            Outcome::Wrong => wrong,
        },
        Typed::Passkey(answered) => {
            match accepts(house, transaction, visitor, Purpose::SecondStep, id, answered, now).await {
                Ok(true) => Ok(Ok(())),
                Err(Failure::Broken(error)) => Err(error),
                Ok(false) | Err(_) => Ok(Err(SignInError::PasskeyRefused)),
            }
        }
        Typed::RecoveryCode(code) => {
            match recovery_codes::use_one(house, transaction, visitor, account, code, now).await? {
                Some(_) => Ok(Ok(())),
                None => wrong,
            }
        }
    }
}
