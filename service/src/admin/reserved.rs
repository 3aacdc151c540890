//! Addresses that the organisation reserves, so that no new account can have them, and their release.

use super::{ProvenAdmin, lock_organisation};
use crate::prelude::*;
use domain::{ReservationId, refusal::FormField};
use store::account_status;
use store::paging::{Page, PageRequest};
use store::reserved_addresses::{self, ListedReservation, Reservation, ReservationCause};

/// Reserved addresses on one page.
const A_PAGE: u64 = 25;
/// In characters.
const LONGEST_REASON: usize = 200;

/// One page of the reserved addresses, newest first.
pub async fn reserved(
    app: &AppContext,
    admin: AsAdmin<'_>,
    page: PageRequest<ReservationId>,
) -> anyhow::Result<Page<ListedReservation>> {
    let admin = admin.signed_in();
    reserved_addresses::page(&app.store, admin.organisation.id, page, A_PAGE).await
}

/// One reserved address. Refuses with `NotFound` if the admin's organisation has no such reservation.
pub async fn reserved_one(app: &AppContext, admin: AsAdmin<'_>, id: ReservationId) -> Result<Reservation, Failure> {
    find_reserved(app, admin.signed_in().organisation.id, id).await
}

async fn find_reserved(
    app: &AppContext,
    organisation: OrganisationId,
    id: ReservationId,
) -> Result<Reservation, Failure> {
    let found = reserved_addresses::find(&app.store, organisation, id).await?;
    found.ok_or(Refusal::NotFound.into())
}

/// Reserves an address, so that no new account of the organisation can have it. Refuses with `AddressReserved` if an
/// account has it or if it is already reserved, and with `InvalidField` if the reason is unusable.
pub async fn reserve(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    email: EmailAddress,
    reason: &str,
) -> Result<(), Failure> {
    let reason = read_reason(reason)?;
    let organisation = admin.organisation.id;
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    if account_status::has_holder(&unit, organisation, &email).await? {
        return Err(Refusal::AddressReserved.into());
    }
    let new = Reservation {
        id: ReservationId(cx.app.random.id()?),
        organisation,
        email: email.clone(),
        account: None,
        why: ReservationCause::ByAdmin,
        reason: Some(reason.clone()),
        by: Some(admin.account.id),
        at: unit.now,
    };
    if !reserved_addresses::reserve(&unit, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    let detail = detail(&email, &reason);
    unit.record(AuditEventKind::AddressReserved, AuditSubject::of(organisation, None).detail(&detail)).await?;
    Ok(unit.commit().await?)
}

/// Releases an address, even from a closed account, so that new accounts can have it. Refuses with `NotFound` if the
/// organisation has no such reservation, and with `InvalidField` if the reason is unusable.
pub async fn release(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    id: ReservationId,
    reason: &str,
) -> Result<(), Failure> {
    let reason = read_reason(reason)?;
    let Reservation { email, account, .. } = find_reserved(&cx.app, admin.organisation.id, id).await?;
    let organisation = admin.organisation.id;
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    if !reserved_addresses::remove(&unit, organisation, id).await? {
        return Ok(());
    }
    account_status::give_up_address(&unit, organisation, &email).await?;
    let detail = detail(&email, &reason);
    unit.record(AuditEventKind::AddressReleased, AuditSubject::of(organisation, account).detail(&detail)).await?;
    Ok(unit.commit().await?)
}

/// A reason is one line that is not empty and not longer than `LONGEST_REASON`.
fn read_reason(typed: &str) -> Result<String, Failure> {
    let reason = typed.trim();
    let is_line = !reason.is_empty() && !reason.chars().any(char::is_control);
    match is_line && reason.chars().count() <= LONGEST_REASON {
        true => Ok(reason.to_owned()),
        false => Err(Refusal::InvalidField(FormField::Reason).into()),
    }
}

/// The detail of an event about an address. It contains the address, because there may be no account that shows it.
fn detail(email: &EmailAddress, reason: &str) -> String {
    format!("{email}: {reason}")
}
