//! What is asked for after the first method: authenticator apps, and the codes that stand in for a lost one. Everything here
//! happens in the transaction of whoever calls, who holds the account.

pub mod authenticator;
pub mod recovery_codes;

use crate::store::{Store, Transaction, authenticators, passkeys, recovery_codes as stored_codes};
use domain::{AccountId, Timestamp, policy::SecondStepWay};

/// What an account has for its second step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enrolled {
    /// Those that were set up.
    pub ways: Vec<SecondStepWay>,
    /// How many are left. They stand in for any way, and are none themselves.
    pub recovery_codes: u32,
}

/// What an account has.
pub async fn ways_of(transaction: &Transaction, account: AccountId) -> anyhow::Result<Enrolled> {
    let authenticator = authenticators::find_on(transaction, account).await?;
    Ok(Enrolled {
        ways: ways(passkeys::has_any(transaction, account).await?, authenticator.is_some()),
        recovery_codes: stored_codes::count(transaction, account).await?,
    })
}

/// The ways of these that an account has set up. Every sign-in asks.
pub async fn set_up_of(
    transaction: &Transaction,
    account: AccountId,
    taken: &[SecondStepWay],
) -> anyhow::Result<Vec<SecondStepWay>> {
    let is_taken = |way| taken.contains(&way);
    let has_passkey = is_taken(SecondStepWay::Passkey) && passkeys::has_any(transaction, account).await?;
    let has_app =
        is_taken(SecondStepWay::Authenticator) && authenticators::find_on(transaction, account).await?.is_some();
    Ok(ways(has_passkey, has_app))
}

/// What an account has, outside a transaction.
pub async fn read_ways(store: &Store, account: AccountId) -> anyhow::Result<Enrolled> {
    let authenticator = authenticators::read_on(store, account).await?;
    Ok(Enrolled {
        ways: ways(!passkeys::read_of(store, account).await?.is_empty(), authenticator.is_some()),
        recovery_codes: stored_codes::read_count(store, account).await?,
    })
}

pub(super) fn ways(has_passkey: bool, has_authenticator: bool) -> Vec<SecondStepWay> {
    let passkey = has_passkey.then_some(SecondStepWay::Passkey);
    passkey.into_iter().chain(has_authenticator.then_some(SecondStepWay::Authenticator)).collect()
}

/// Forgets recovery codes where there is nothing any more that they stand in for. After a way was removed.
pub async fn forget_lone_codes(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    match ways_of(transaction, account).await?.ways.is_empty() {
        true => stored_codes::remove(transaction, account).await,
        false => Ok(()),
    }
}

/// Forgets what was set up later.
pub async fn forget_since(transaction: &Transaction, account: AccountId, since: Timestamp) -> anyhow::Result<()> {
    passkeys::remove_since(transaction, account, since).await?;
    authenticators::remove_since(transaction, account, since).await?;
    forget_lone_codes(transaction, account).await
}

/// Forgets the passkeys, the authenticator app and the recovery codes of an account. `false`: there were none.
pub async fn forget(transaction: &Transaction, account: AccountId) -> anyhow::Result<bool> {
    let had = ways_of(transaction, account).await? != Enrolled::default();
    passkeys::remove_all(transaction, account).await?;
    authenticators::remove(transaction, account).await?;
    stored_codes::remove(transaction, account).await?;
    Ok(had)
}
