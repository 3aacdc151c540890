//! Closing an account at the request of its owner.

use super::change::reserve;
use crate::account::{RecentlyAuthenticated, lock_rows};
use crate::prelude::*;
use crate::{admin, second_step};
use store::{
    applications, challenges, groups, invitations, known_browsers, onboarding, passwords, recovery_links,
    reserved_addresses::ReservationCause, sessions, temporary_passwords,
};

/// Closes the account for good. It allows no sign-in any more, and of its profile only the address is kept, reserved.
/// Refuses with `AdminNeeded` the last admin of the organisation.
pub async fn close_account(cx: &RequestContext, user: RecentlyAuthenticated<'_>) -> Result<(), Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    admin::demand_other_admin(&unit, signed_in).await?;
    let account = lock_rows(&unit, signed_in).await?;
    challenges::end_all(&unit, account.id, unit.now).await?;
    recovery_links::use_up_until(&unit, account.id, unit.now, unit.now).await?;
    sessions::end_all(&unit, account.id, unit.now).await?;
    known_browsers::forget_others(&unit, account.id, None).await?;
    passwords::remove(&unit, account.id).await?;
    second_step::forget(&unit, account.id).await?;
    temporary_passwords::end_all(&unit, account.id, unit.now).await?;
    reserve(&unit, &account, ReservationCause::Closed).await?;
    unit.record(AuditEventKind::AccountClosed, AuditSubject::own(&signed_in.account)).await?;
    unit.tell_of_change(&account, AuditEventKind::AccountClosed).await?;
    // Onboarding is over, so that the invitation is not listed as pending.
    onboarding::finish(&unit, account.id, unit.now).await?;
    invitations::forget_person(&unit, account.id).await?;
    groups::leave_all(&unit, account.id).await?;
    applications::forget_person(&unit, account.id).await?;
    accounts::close(&unit, account.id, unit.now).await?;
    unit.commit().await?;
    Ok(())
}
