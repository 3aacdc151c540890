//! A passkey as the second step, and registering the first passkey of an account that has to set up a second step.

use super::{
    answer::over,
    set_up::{hold_to_set_up, set_up},
    show,
};
use crate::{
    Visitor,
    failure::Failure,
    house::House,
    passkeys::{self, Asked, Registered},
    sign_in::SignedIn,
};
use domain::{
    Activity, PasskeyName,
    policy::{SecondStepWay, StillNeeded},
    sign_in::SignInError,
};
use store::passkey_requests::Purpose;

/// Starts answering the second step with a passkey of the account. Refuses with `SignInOver` when no sign-in is
/// pending, with `NotOffered` when the account cannot answer with a passkey, and with `TooManyAttempts`.
pub async fn ask_for_passkey(house: &House, visitor: &Visitor) -> Result<Asked, Failure<SignInError>> {
    let underway = show(house, visitor, None).await?.underway.ok_or_else(over)?;
    match &underway.needed {
        StillNeeded::Answer(ways) if ways.contains(&SecondStepWay::Passkey) => {}
        _ => return Err(Failure::Refused(SignInError::NotOffered)),
    }
    let (now, account) = (house.clock.now(), &underway.account);
    let transaction = house.store.begin().await?;
    let asked = passkeys::ask_for_own(house, &transaction, visitor, account, Purpose::SecondStep, now).await?;
    house.store.commit_apart(transaction).await?;
    Ok(asked)
}

/// Starts registering a passkey before there is a session. Refuses with `SignInOver` when no sign-in is pending, with
/// `NotOffered` when the account may not set up a passkey now, and with `TooManyAttempts`.
pub async fn ask_to_set_up_passkey(house: &House, visitor: &Visitor) -> Result<Asked, Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let (_, account, organisation) = hold_to_set_up(house, &transaction, visitor, SecondStepWay::Passkey, now).await?;
    let asked = passkeys::ask_to_make(house, &transaction, visitor, &organisation, &account, now).await?;
    house.store.commit_apart(transaction).await?;
    Ok(asked)
}

/// Adds the passkey that the browser created, and starts the session. Refuses with `SignInOver` or `NotOffered` like
/// [`ask_to_set_up_passkey`], and with `PasskeyRefused` when the browser's response is wrong.
pub async fn set_up_passkey(
    house: &House,
    visitor: &Visitor,
    name: &PasskeyName,
    registered: Registered<'_>,
) -> Result<SignedIn, Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let (half, account, organisation) =
        hold_to_set_up(house, &transaction, visitor, SecondStepWay::Passkey, now).await?;
    passkeys::make(house, &transaction, visitor, &account, name, registered, now).await?;
    let (whose, what) = ((&account, &organisation), Activity::PasskeyAdded);
    let signed_in = set_up(house, &transaction, visitor, half, whose, what, now).await?;
    house.store.commit(transaction).await?;
    house.outbox_bell.notify_one();
    Ok(signed_in)
}
