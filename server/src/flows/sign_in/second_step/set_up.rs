//! Setting up what the organisation asks of everybody, before there is a session. The first step alone allows that only to
//! somebody who has nothing set up.

use super::answer::{open, over};
use crate::{
    failure::Failure,
    flows::{
        Visitor,
        audit::{self, Noted},
        second_step::{
            authenticator::{self, Enrolment, Outcome},
            recovery_codes,
        },
        settings::notices,
        sign_in::SignedIn,
        welcome,
    },
    house::House,
    store::{
        Transaction,
        accounts::{self, Account},
        half_sign_ins::{self, HalfSignIn},
        organisations::{self, Organisation},
        sessions,
    },
};
use anyhow::Context as _;
use domain::{
    Activity, OneTimeCode, Timestamp,
    policy::{SecondStepWay, StillNeeded},
    sign_in::SignInError,
    welcome::{Outcome as WelcomeOutcome, Step},
};

/// Whose sign-in waits for a way that is to be set up, held until the transaction ends.
pub(in crate::flows) async fn hold_to_set_up(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    way: SecondStepWay,
    now: Timestamp,
) -> Result<(HalfSignIn, Account, Organisation), Failure<SignInError>> {
    let token = visitor.step.as_ref().ok_or_else(over)?.hash();
    let account = half_sign_ins::read(&house.store, &token, now).await?.ok_or_else(over)?.account;
    let account = accounts::find_to_change(transaction, account).await?.ok_or_else(over)?;
    let half = half_sign_ins::hold(transaction, &token, now).await?.ok_or_else(over)?;
    let organisation = organisations::find_in(transaction, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    match super::ways::needed(transaction, &organisation.policy.second_step, account.id).await? {
        StillNeeded::SetUp(ways) if ways.contains(&way) => Ok((half, account, organisation)),
        _ => Err(Failure::Refused(SignInError::NotOffered)),
    }
}

/// Makes a secret for an app.
pub async fn begin_set_up(house: &House, visitor: &Visitor) -> Result<(), Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let (_, account, _) = hold_to_set_up(house, &transaction, visitor, SecondStepWay::Authenticator, now).await?;
    authenticator::begin(house, &transaction, account.id, now).await?;
    Ok(house.store.commit_apart(transaction).await?)
}

/// What the app that is set up needs; `None`: none is.
pub async fn waiting(
    house: &House,
    account: &Account,
    organisation: &Organisation,
) -> anyhow::Result<Option<Enrolment>> {
    authenticator::waiting(house, account, organisation).await
}

/// Turns the app on if this is its code, and opens the session.
pub async fn finish_set_up(
    house: &House,
    visitor: &Visitor,
    code: &OneTimeCode,
) -> Result<SignedIn, Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let way = SecondStepWay::Authenticator;
    let (half, account, organisation) = hold_to_set_up(house, &transaction, visitor, way, now).await?;
    match authenticator::confirm(house, &transaction, account.id, code, now).await? {
        Some(Outcome::Right) => {}
        Some(Outcome::ClockIsOff(error)) => return Err(Failure::Refused(SignInError::ClockIsOff(error))),
        Some(Outcome::Wrong) => return Err(Failure::Refused(SignInError::InvalidCode)),
        None => return Err(Failure::Refused(SignInError::CodeExpired)),
    }
    let what = Activity::AuthenticatorTurnedOn;
    let signed_in = set_up(house, &transaction, visitor, half, (&account, &organisation), what, now).await?;
    house.store.commit(transaction).await?;
    house.outbox_bell.notify_one();
    Ok(signed_in)
}

/// A way was set up: whoever has no recovery codes gets some, other sessions end, and this one begins.
pub(in crate::flows) async fn set_up(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    half: HalfSignIn,
    (account, organisation): (&Account, &Organisation),
    what: Activity,
    now: Timestamp,
) -> Result<SignedIn, Failure<SignInError>> {
    let has_fresh_codes = recovery_codes::make_if_none(house, transaction, visitor, account, now).await?;
    welcome::note(transaction, account, Step::SecondStep, WelcomeOutcome::Done).await?;
    audit::note(house, transaction, Some(visitor), Noted::own(account, what), now).await?;
    notices::tell(house, transaction, visitor, account, what, now).await?;
    let token = visitor.step.as_ref().ok_or_else(over)?.hash();
    if !half_sign_ins::use_up(transaction, &token, now).await? {
        return Err(over());
    }
    sessions::end_all(transaction, account.id, now).await?;
    let signed_in = open(house, transaction, visitor, half, (account, organisation), false, now).await?;
    Ok(SignedIn { has_fresh_codes, ..signed_in })
}
