//! The second step of a sign-in: the second factors of an account, and the recovery codes that replace a lost one.
//! Functions with a transaction expect that their caller has locked the account.

pub mod authenticator;
pub mod recovery_codes;

use crate::{app_context::AppContext, audit::AuditSubject, unit_of_work::UnitOfWork};
use domain::onboarding::Step;
use domain::policy::{SecondFactor, SecondStep, SecondStepRule, StillNeeded};
use domain::{AccountId, AuditEventKind, PhoneNumber, Timestamp};
use store::{Store, Transaction, accounts::Account, authenticators, passkeys, recovery_codes as stored_codes};

/// What an account has set up for the second step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enrolled {
    /// The second factors that are set up.
    pub ways: Vec<SecondFactor>,
    /// How many unused recovery codes are left. A code replaces any second factor but is not one itself.
    pub recovery_codes: u32,
}

/// What an account has set up, read in a transaction.
pub async fn ways_of(transaction: &Transaction, account: AccountId) -> anyhow::Result<Enrolled> {
    let authenticator = authenticators::find_on(transaction, account).await?;
    Ok(Enrolled {
        ways: ways(passkeys::has_any(transaction, account).await?, authenticator.is_some()),
        recovery_codes: stored_codes::count(transaction, account).await?,
    })
}

/// Which of the second factors in `taken` an account has set up. Every sign-in calls this, so it
/// reads no more than that.
pub async fn set_up_of(
    unit: &UnitOfWork<'_>,
    account: AccountId,
    taken: &[SecondFactor],
) -> anyhow::Result<Vec<SecondFactor>> {
    let is_taken = |way| taken.contains(&way);
    let has_passkey = is_taken(SecondFactor::Passkey) && passkeys::has_any(unit, account).await?;
    let has_app = is_taken(SecondFactor::Authenticator) && authenticators::find_on(unit, account).await?.is_some();
    Ok(ways(has_passkey, has_app))
}

/// What an account has set up, read outside a transaction.
pub async fn read_ways(store: &Store, account: AccountId) -> anyhow::Result<Enrolled> {
    let authenticator = authenticators::read_on(store, account).await?;
    Ok(Enrolled {
        ways: ways(!passkeys::read_of_account(store, account).await?.is_empty(), authenticator.is_some()),
        recovery_codes: stored_codes::read_count(store, account).await?,
    })
}

pub(super) fn ways(has_passkey: bool, has_authenticator: bool) -> Vec<SecondFactor> {
    let passkey = has_passkey.then_some(SecondFactor::Passkey);
    passkey.into_iter().chain(has_authenticator.then_some(SecondFactor::Authenticator)).collect()
}

/// What an account still needs after its first step. Makes no query when the organisation has no second step.
pub async fn needed(unit: &UnitOfWork<'_>, rules: &SecondStep, account: AccountId) -> anyhow::Result<StillNeeded> {
    if rules.rule == SecondStepRule::Off {
        return Ok(StillNeeded::Nothing);
    }
    Ok(rules.still_needed(&set_up_of(unit, account, &rules.ways).await?))
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
    let is_new = || account.onboarding.as_ref().is_some_and(|progress| progress.outcome(Step::Phone).is_none());
    (phone.is_verified || is_new()).then_some(&phone.number)
}

/// Records a wrong answer. `way` names what was answered with, for the audit log.
pub async fn record_refused(unit: &UnitOfWork<'_>, account: &Account, way: &str) -> anyhow::Result<()> {
    metrics::counter!("portico_second_steps_total", "outcome" => "refused").increment(1);
    unit.record(AuditEventKind::SecondStepRefused, AuditSubject::from(account).detail(way)).await
}

/// Deletes the recovery codes if the account has no second factor any more. Call it after removing one.
pub async fn forget_lone_codes(unit: &UnitOfWork<'_>, account: AccountId) -> anyhow::Result<()> {
    match ways_of(unit, account).await?.ways.is_empty() {
        true => stored_codes::remove(unit, account).await,
        false => Ok(()),
    }
}

/// Deletes the second factors that were set up after `since`, and recovery codes that are left without one.
pub async fn forget_since(unit: &UnitOfWork<'_>, account: AccountId, since: Timestamp) -> anyhow::Result<()> {
    passkeys::remove_since(unit, account, since).await?;
    authenticators::remove_since(unit, account, since).await?;
    forget_lone_codes(unit, account).await
}

/// Deletes the passkeys, the authenticator app and the recovery codes of an account. `false`: there were none.
pub async fn forget(transaction: &Transaction, account: AccountId) -> anyhow::Result<bool> {
    let had = ways_of(transaction, account).await? != Enrolled::default();
    passkeys::remove_all(transaction, account).await?;
    authenticators::remove(transaction, account).await?;
    stored_codes::remove(transaction, account).await?;
    Ok(had)
}
