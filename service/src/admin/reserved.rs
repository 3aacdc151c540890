//! Addresses that the organisation reserves, so that no new account can have them, and their release.

use super::{ProvenAdmin, hold};
use crate::{
    RequestContext,
    account::{AsAdmin, SignedIn},
    app_context::AppContext,
    audit::{self, AuditEntry},
    failure::Failure,
};
use domain::{
    AccountId, AuditEventKind, EmailAddress, ReservationId, Timestamp,
    refusal::{FormField, Refusal},
};
use store::{
    Transaction, account_status,
    paging::{Page, PageRequest},
    reserved_addresses::{self, Listed, Reserved, Why},
};

/// Reserved addresses on one page.
const A_PAGE: u64 = 25;
/// In characters.
const LONGEST_REASON: usize = 200;

/// One page of the reserved addresses, newest first.
pub async fn reserved(
    app: &AppContext,
    AsAdmin(admin): AsAdmin<'_>,
    turn: PageRequest<ReservationId>,
) -> anyhow::Result<Page<Listed>> {
    reserved_addresses::page(&app.store, admin.organisation.id, turn, A_PAGE).await
}

/// One reserved address. Refuses with `NotFound` if the admin's organisation has no such reservation.
pub async fn reserved_one(
    app: &AppContext,
    AsAdmin(admin): AsAdmin<'_>,
    id: ReservationId,
) -> Result<Reserved, Failure> {
    let found = reserved_addresses::find(&app.store, admin.organisation.id, id).await?;
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
    let (now, organisation) = (cx.app.clock.now(), admin.organisation.id);
    let transaction = cx.app.store.begin().await?;
    hold(&transaction, admin).await?;
    if account_status::has_holder(&transaction, organisation, &email).await? {
        return Err(Refusal::AddressReserved.into());
    }
    let new = Reserved {
        id: ReservationId(cx.app.random.id()?),
        organisation,
        email: email.clone(),
        account: None,
        why: Why::ByAdmin,
        reason: Some(reason.clone()),
        by: Some(admin.account.id),
        at: now,
    };
    if !reserved_addresses::reserve(&transaction, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    let told = Told { email: &email, whom: None, reason: &reason };
    note(cx, &transaction, admin, AuditEventKind::AddressReserved, told, now).await?;
    Ok(cx.app.store.commit(transaction).await?)
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
    let Reserved { email, account, .. } = reserved_one(&cx.app, AsAdmin(admin), id).await?;
    let (now, organisation) = (cx.app.clock.now(), admin.organisation.id);
    let transaction = cx.app.store.begin().await?;
    hold(&transaction, admin).await?;
    if !reserved_addresses::remove(&transaction, organisation, id).await? {
        return Ok(());
    }
    account_status::give_up_address(&transaction, organisation, &email).await?;
    let told = Told { email: &email, whom: account, reason: &reason };
    note(cx, &transaction, admin, AuditEventKind::AddressReleased, told, now).await?;
    Ok(cx.app.store.commit(transaction).await?)
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

/// The details of an event about an address. They contain the address, because there may be no account that shows it.
struct Told<'a> {
    email: &'a EmailAddress,
    whom: Option<AccountId>,
    reason: &'a str,
}

async fn note(
    cx: &RequestContext,
    transaction: &Transaction,
    admin: &SignedIn,
    activity: AuditEventKind,
    told: Told<'_>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let detail = format!("{}: {}", told.email, told.reason);
    let (organisation, who) = (admin.organisation.id, Some(admin.account.id));
    let noted = AuditEntry { organisation, whom: told.whom, who, activity, detail: Some(&detail) };
    audit::note(&cx.app, transaction, Some(cx), noted, now).await
}
