//! What is done to whole accounts: deactivating, reactivating and closing them, ending their sessions, removing their
//! second step, lifting their lockouts. Users, admins and the operator use the same functions.

use crate::attempts::costs_of_account;
use crate::password_attempts::forget_failures;
use crate::prelude::*;
use crate::security::{Keys, rate_limit};
use crate::{onboarding as steps, second_step};
use domain::ReservationId;
use store::reserved_addresses::{self, Reservation, ReservationCause};
use store::{
    Transaction, account_status, applications, challenges, email_confirmations, groups, invitations, known_browsers,
    onboarding, password_reset_grants, passwords, recovery_links, sessions, temporary_passwords,
};

/// Forbids signing in to the account, and ends its sessions and everything pending. The caller has locked the
/// challenges and the account.
pub(super) async fn deactivate(transaction: &Transaction, account: &Account, now: Timestamp) -> anyhow::Result<()> {
    end_sessions(transaction, account, now).await?;
    email_confirmations::cancel(transaction, account.id, now).await?;
    account_status::set_deactivated(transaction, account.id, Some(now)).await
}

/// Closes the account for good: it allows no sign-in any more, and of its profile only the address is kept, reserved
/// under the id `reserved`; `None`: it is not reserved. The caller has locked the challenges and the account.
pub(super) async fn close(
    transaction: &Transaction,
    account: &Account,
    reserved: Option<ReservationId>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let id = account.id;
    end_sessions(transaction, account, now).await?;
    temporary_passwords::end_all(transaction, id, now).await?;
    known_browsers::forget_others(transaction, id, None).await?;
    passwords::remove(transaction, id).await?;
    second_step::forget(transaction, id).await?;
    email_confirmations::cancel(transaction, id, now).await?;
    if let Some(reserved) = reserved {
        reserve(transaction, account, ReservationCause::Closed, (reserved, now)).await?;
    }
    // Onboarding is over and the invitation no longer open, so that it is not listed as pending.
    onboarding::finish(transaction, id, now).await?;
    invitations::revoke_of(transaction, id, now).await?;
    invitations::forget_person(transaction, id).await?;
    groups::leave_all(transaction, id).await?;
    applications::forget_person(transaction, id).await?;
    accounts::close(transaction, id, now).await
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

/// Ends what an address could be used for that the account no longer has: what `end_sessions` ends, and every temporary
/// password, the first one included, because it was sent to that address, which may have been a stranger's. All browsers
/// become unknown.
pub(super) async fn leave_address(transaction: &Transaction, account: &Account, now: Timestamp) -> anyhow::Result<()> {
    end_sessions(transaction, account, now).await?;
    temporary_passwords::end_all(transaction, account.id, now).await?;
    known_browsers::forget_others(transaction, account.id, None).await
}

/// Deletes the second factors and recovery codes of an account, asks every browser for the second step again, and ends
/// all sessions. `false`: nothing was set up. The caller has locked the challenges and the account.
pub(super) async fn reset_second_step(
    transaction: &Transaction,
    account: &Account,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let had = second_step::forget(transaction, account.id).await?;
    if had {
        known_browsers::spare_none(transaction, account.id).await?;
        steps::forget(transaction, account, Step::SecondStep).await?;
        end_sessions(transaction, account, now).await?;
    }
    Ok(had)
}

/// Reserves an address for the account that had it. A reservation that exists already stays as it was.
pub(super) async fn reserve(
    transaction: &Transaction,
    account: &Account,
    why: ReservationCause,
    (id, at): (ReservationId, Timestamp),
) -> anyhow::Result<()> {
    let (organisation, email) = (account.organisation, account.email.clone());
    let new = Reservation { id, organisation, email, account: Some(account.id), why, reason: None, by: None, at };
    reserved_addresses::reserve(transaction, new).await?;
    Ok(())
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
