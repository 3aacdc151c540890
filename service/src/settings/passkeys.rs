//! The user's own passkeys: adding, renaming and removing one, and reauthentication with one.

use super::{
    authenticator::may_turn_off,
    change::{Changed, complete_change, renewed},
    proof,
};
use crate::{
    RequestContext,
    account::{RecentlyAuthenticated, SignedIn, lock, note_own},
    app_context::AppContext,
    attempts::{known_device, sound_alarm_when_many_guess},
    failure::Failure,
    passkeys::{self, Answered, Asked, Registered},
    password_tries::prices_of_passkey,
    second_step::{self, recovery_codes},
    security::rate_limit,
    welcome,
};
use domain::{
    AuditEventKind, Method, PasskeyId, PasskeyName,
    policy::{MissingCredentials, Policy, SecondFactor},
    refusal::{PasskeyRefusal, Refusal},
    welcome::{Outcome, Step},
};
use store::{Transaction, accounts::Account, passkey_requests::Purpose, passkeys as stored, passwords};

/// Starts the registration of a passkey. Refuses with `NotOffered` if the policy has no passkeys or
/// the account has too many.
pub async fn ask_to_make_passkey(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
) -> Result<Asked, Failure> {
    let (now, organisation) = (cx.app.clock.now(), &signed_in.organisation);
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    let asked = passkeys::ask_to_make(cx, &transaction, organisation, &account, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(asked)
}

/// Finishes the registration of a passkey. Refuses with `NotOffered` if the policy has no passkeys, and with
/// `PasskeyRefusal::Invalid` if the browser's answer is wrong.
pub async fn add_passkey(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
    name: &PasskeyName,
    registered: Registered<'_>,
) -> Result<Changed, Failure> {
    if !passkeys::may_have(&cx.app, &signed_in.organisation.policy) {
        return Err(Refusal::NotOffered.into());
    }
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    passkeys::make(cx, &transaction, &account, name, registered, now).await?;
    if signed_in.organisation.policy.second_step.takes(SecondFactor::Passkey) {
        recovery_codes::make_if_none(cx, &transaction, &account, now).await?;
        welcome::note(&transaction, &account, Step::SecondStep, Outcome::Done).await?;
    }
    complete_change(cx, transaction, signed_in, &account, AuditEventKind::PasskeyAdded, now).await
}

/// Renames a passkey. Refuses with `NotFound` if the account has no such passkey.
pub async fn rename_passkey(
    cx: &RequestContext,
    signed_in: &SignedIn,
    id: PasskeyId,
    name: &PasskeyName,
) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    if !stored::rename(&transaction, account.id, id, name).await? {
        return Err(Refusal::NotFound.into());
    }
    note_own(cx, &transaction, signed_in, AuditEventKind::PasskeyRenamed, now).await?;
    Ok(cx.app.store.commit(transaction).await?)
}

/// Removes a passkey. Refuses with `LastWayIn` if the user could not sign in without it, and with `NotFound` if the
/// account has no such passkey.
pub async fn remove_passkey(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
    id: PasskeyId,
) -> Result<Changed, Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    let before = second_step::ways_of(&transaction, account.id).await?;
    if !stored::remove(&transaction, account.id, id).await? {
        return Err(Refusal::NotFound.into());
    }
    if !stored::has_any(&transaction, account.id).await? {
        let is_needed = is_needed(&cx.app, &transaction, &signed_in.organisation.policy, &account).await?;
        if is_needed || !may_turn_off(signed_in, &before, SecondFactor::Passkey) {
            return Err(Refusal::LastWayIn.into());
        }
        second_step::forget_lone_codes(&transaction, account.id).await?;
    }
    complete_change(cx, transaction, signed_in, &account, AuditEventKind::PasskeyRemoved, now).await
}

/// Whether the user could not sign in any more, now that the last passkey is gone.
async fn is_needed(
    app: &AppContext,
    transaction: &Transaction,
    policy: &Policy,
    account: &Account,
) -> anyhow::Result<bool> {
    if !policy.offers(Method::Passkey) {
        return Ok(false);
    }
    let password = passwords::find(transaction, account.id).await?.is_none();
    let phone = !app.takes_texts || !account.phone.as_ref().is_some_and(|phone| phone.is_verified);
    Ok(policy.shuts_out(MissingCredentials { password, phone, both: password && phone }))
}

/// Starts reauthentication with a passkey. Refuses with `NotOffered` if the account has none.
pub async fn ask_for_proof(cx: &RequestContext, signed_in: &SignedIn) -> Result<Asked, Failure> {
    let (now, account) = (cx.app.clock.now(), &signed_in.account);
    let transaction = cx.app.store.begin().await?;
    let asked = passkeys::ask_for_own(cx, &transaction, account, Purpose::Proof, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(asked)
}

/// Finishes reauthentication with a passkey. Tries count against the rate limits of signing in. Refuses with
/// `PasskeyRefusal::Invalid` or `TooManyAttempts`.
pub async fn prove_with_passkey(
    cx: &RequestContext,
    signed_in: &SignedIn,
    answered: Answered<'_>,
) -> Result<Changed, Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    let device = known_device(&transaction, cx, Some(account.id), now).await?;
    let known = device.as_ref().map(|device| (&account, device));
    let prices = prices_of_passkey(cx, account.organisation, known);
    rate_limit::pay(&transaction, &cx.app.keys, &prices, now).await??;
    let is_right = passkeys::accepts(cx, &transaction, Purpose::Proof, account.id, &answered, now).await?;
    if !is_right {
        sound_alarm_when_many_guess(&cx.app, &transaction, now).await?;
        let (organisation, whom) = (&signed_in.organisation, Some(account.id));
        passkeys::note_refused(cx, &transaction, organisation, whom, AuditEventKind::ProofRefused, now).await?;
        cx.app.store.commit(transaction).await?;
        return Err(Refusal::Passkey(PasskeyRefusal::Invalid).into());
    }
    rate_limit::refund(&transaction, &cx.app.keys, &prices).await?;
    let session = proof::note(cx, &transaction, signed_in, Method::Passkey, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(renewed(signed_in, session))
}
