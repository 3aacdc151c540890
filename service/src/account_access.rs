//! Deactivating an account, reactivating it, and lifting its lockouts. Admins and the operator use the same functions.

use crate::attempts::costs_of_account;
use crate::password_attempts::forget_failures;
use crate::prelude::*;
use crate::security::{Keys, rate_limit};
use store::{
    Transaction, account_status, challenges, known_browsers, password_reset_grants, recovery_links, sessions,
    temporary_passwords,
};

/// Forbids signing in to the account, and ends its sessions and everything pending. The caller has locked the
/// challenges and the account.
pub(super) async fn deactivate(transaction: &Transaction, account: &Account, now: Timestamp) -> anyhow::Result<()> {
    end_sessions(transaction, account, now).await?;
    account_status::set_deactivated(transaction, account.id, Some(now)).await
}

/// Allows signing in again. Everything that `deactivate` ended stays ended.
pub(super) async fn reactivate(transaction: &Transaction, account: &Account) -> anyhow::Result<()> {
    account_status::set_deactivated(transaction, account.id, None).await
}

/// Ends sessions, pending sign-ins, recovery links and temporary passwords that were sent. The first password stays
/// valid: it is the only one that the user has.
pub(super) async fn end_sessions(transaction: &Transaction, account: &Account, now: Timestamp) -> anyhow::Result<()> {
    challenges::end_all(transaction, account.id, now).await?;
    recovery_links::use_up_until(transaction, account.id, now, now).await?;
    temporary_passwords::end_choices(transaction, account.id, now).await?;
    password_reset_grants::end_all(transaction, account.id).await?;
    sessions::end_all(transaction, account.id, now).await
}

/// Lifts the lockouts after wrong passwords and the limits after wrong codes: for unknown browsers, and for every known
/// browser of the account.
pub(super) async fn unlock(transaction: &Transaction, keys: &Keys, account: &Account) -> anyhow::Result<()> {
    let browsers = known_browsers::of_account(transaction, account.id).await?;
    let guesses = costs_of_account(
        account,
        &browsers,
        &[
            limits::WRONG_PER_ADDRESS_AND_HOUR,
            limits::WRONG_PER_ADDRESS_IN_A_ROW,
            limits::SECOND_STEP_WRONG_PER_ACCOUNT_AND_HOUR,
            limits::SECOND_STEP_WRONG_PER_ACCOUNT_IN_A_ROW,
        ],
    );
    forget_failures(transaction, keys, account, &browsers).await?;
    rate_limit::forget(transaction, keys, &guesses).await
}
