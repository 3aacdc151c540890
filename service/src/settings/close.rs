//! Closing an account at the request of its owner.

use super::change::reserve;
use crate::{
    RequestContext,
    account::{RecentlyAuthenticated, lock, note_own},
    admin,
    failure::Failure,
    messages, second_step,
};
use domain::AuditEventKind;
use store::{
    accounts, challenges, invitations, known_browsers, onboarding, passwords, recovery_links, reserved_addresses::Why,
    sessions, temporary_passwords,
};

/// Closes the account for good. It allows no sign-in any more, and of its profile only the address is kept, reserved.
/// Refuses with `AdminNeeded` the last admin of the organisation.
pub async fn close(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    admin::demand_other_admin(&transaction, signed_in).await?;
    let account = lock(&transaction, signed_in).await?;
    challenges::end_all(&transaction, account.id, now).await?;
    recovery_links::use_up_until(&transaction, account.id, now, now).await?;
    sessions::end_all(&transaction, account.id, now).await?;
    known_browsers::forget_others(&transaction, account.id, None).await?;
    passwords::remove(&transaction, account.id).await?;
    second_step::forget(&transaction, account.id).await?;
    temporary_passwords::end_all(&transaction, account.id, now).await?;
    reserve(&cx.app, &transaction, &account, account.email.clone(), Why::Closed, now).await?;
    note_own(cx, &transaction, signed_in, AuditEventKind::AccountClosed, now).await?;
    messages::tell_of_change(cx, &transaction, &account, AuditEventKind::AccountClosed, now).await?;
    // Onboarding is over, so that the invitation is not listed as pending.
    onboarding::finish(&transaction, account.id, now).await?;
    invitations::forget_person(&transaction, account.id).await?;
    accounts::close(&transaction, account.id, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(())
}
