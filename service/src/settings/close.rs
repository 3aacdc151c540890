//! Closing an account at the request of its owner.

use crate::account::{RecentlyAuthenticated, lock_rows};
use crate::prelude::*;
use crate::{account_access, admin};
use domain::ReservationId;

/// Closes the account for good. It allows no sign-in any more, and of its profile only the address is kept, reserved.
/// Refuses with `AdminNeeded` the last admin of the organisation.
pub async fn close_account(cx: &RequestContext, user: RecentlyAuthenticated<'_>) -> Result<(), Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    admin::demand_other_admin(&unit, signed_in).await?;
    let account = lock_rows(&unit, signed_in).await?;
    unit.record(AuditEventKind::AccountClosed, AuditSubject::own(&signed_in.account)).await?;
    unit.tell_of_change(&account, AuditEventKind::AccountClosed).await?;
    let reserved = ReservationId(cx.app.random.id()?);
    account_access::close(&unit, &account, Some(reserved), unit.now).await?;
    unit.commit().await?;
    Ok(())
}
