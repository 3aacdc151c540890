//! What is asked for after the first method: authenticator apps, and the codes that stand in for a lost one. Everything here
//! happens in the transaction of whoever calls, who holds the account.

pub mod authenticator;
pub mod recovery_codes;

use crate::store::{Store, Transaction, authenticators, recovery_codes as stored_codes};
use domain::{AccountId, policy::SecondStepWay};

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
        ways: authenticator.map(|_| SecondStepWay::Authenticator).into_iter().collect(),
        recovery_codes: stored_codes::count(transaction, account).await?,
    })
}

/// The same, outside a transaction.
pub async fn read_ways(store: &Store, account: AccountId) -> anyhow::Result<Enrolled> {
    let authenticator = authenticators::read_on(store, account).await?;
    Ok(Enrolled {
        ways: authenticator.map(|_| SecondStepWay::Authenticator).into_iter().collect(),
        recovery_codes: stored_codes::read_count(store, account).await?,
    })
}

/// Forgets the authenticator app and the recovery codes of an account. `false`: there were none.
pub async fn forget(transaction: &Transaction, account: AccountId) -> anyhow::Result<bool> {
    let had = ways_of(transaction, account).await? != Enrolled::default();
    authenticators::remove(transaction, account).await?;
    stored_codes::remove(transaction, account).await?;
    Ok(had)
}
