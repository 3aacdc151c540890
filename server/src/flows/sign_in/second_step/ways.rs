//! What an account has set up for the second step.

use super::Asked;
use crate::{
    flows::Visitor,
    house::House,
    store::{Store, Transaction, accounts::Account},
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
    let _ = (transaction, account);
    Ok(rules.still_needed(&[]))
}

/// The same, for showing it.
pub async fn read_needed(store: &Store, rules: &SecondStep, account: AccountId) -> anyhow::Result<StillNeeded> {
    let _ = (store, account);
    Ok(rules.still_needed(&[]))
}

/// Whether what was typed is right; if it is, it is used up.
pub async fn compare(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    account: &Account,
    asked: Asked,
    typed: &str,
    now: Timestamp,
) -> anyhow::Result<Result<(), SignInError>> {
    let _ = (house, transaction, visitor, account, asked, typed, now);
    Ok(Err(SignInError::InvalidCode))
}
