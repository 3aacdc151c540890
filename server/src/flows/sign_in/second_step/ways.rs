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
    AccountId, Timestamp,
    policy::{SecondStep, SecondStepRule, StillNeeded},
    sign_in::SignInError,
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
