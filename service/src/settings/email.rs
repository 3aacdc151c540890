//! Changing the email address, which takes effect once a code has proved the new one. The old address gets a notice
//! with a link that restores it.

use super::change::credentials_changed;
use crate::account::{RecentlyAuthenticated, lock_rows};
use crate::codes::{self, CodeRequest, CodeSent};
use crate::contact_details;
use crate::prelude::*;
use store::challenges;

/// Sends a code to a new address. Refuses with `AddressReserved` an address that another account of the organisation
/// has or had, or that an admin has reserved.
pub async fn change_email(
    cx: &RequestContext,
    user: RecentlyAuthenticated<'_>,
    new: EmailAddress,
) -> Result<CodeSent, Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let whose = Subject::Account(account.organisation, account.id);
    let cost = [(limits::NEW_EMAILS_PER_ACCOUNT_AND_DAY, whose)];
    unit.consume(&cost).await??;
    unit.record(AuditEventKind::EmailChangeAsked, AuditSubject::own(&signed_in.account)).await?;
    if !contact_details::may_have(&unit, &account, &new).await? {
        // The refusal tells that the address is or was in use, so the attempt counts against the rate limit.
        unit.commit().await?;
        return Err(Refusal::AddressReserved.into());
    }
    let request = CodeRequest {
        organisation: &signed_in.organisation,
        purpose: Purpose::NewEmail,
        destination: new.into(),
        account: Some(account),
        return_to: None,
    };
    codes::send(cx, unit, request).await
}

/// The new address that waits for its code, and the challenge if this is the browser that requested it.
pub async fn pending_email(
    cx: &RequestContext,
    signed_in: &SignedIn,
) -> anyhow::Result<Option<(EmailAddress, Option<ChallengeId>)>> {
    let now = cx.app.clock.now();
    let found = challenges::read_pending(&cx.app.store, signed_in.account.id, Purpose::NewEmail, now).await?;
    let Some((challenge, browser)) = found else { return Ok(None) };
    let Destination::Email(email) = challenge.destination else { return Ok(None) };
    let is_this = cx.browser.as_ref().is_some_and(|this| this.hash() == browser);
    Ok(Some((email, is_this.then_some(challenge.id))))
}

/// Cancels the change to an address that waits for its code, if there is one.
pub async fn cancel_email_change(cx: &RequestContext, signed_in: &SignedIn) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    lock_rows(&unit, signed_in).await?;
    if challenges::end_pending(&unit, signed_in.account.id, Purpose::NewEmail, unit.now).await? {
        unit.record(AuditEventKind::EmailChangeCancelled, AuditSubject::own(&signed_in.account)).await?;
    }
    Ok(unit.commit().await?)
}

/// Changes the address, after its code was right. Refuses with `AddressReserved` if it was taken in the meantime.
pub(super) async fn complete(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    new: &EmailAddress,
) -> Result<Token, Failure> {
    // Read under the lock: the account may have changed since the request began.
    let before = accounts::find_for_update(unit, signed_in.account.id).await?.ok_or(Failure::SignedOut)?;
    contact_details::set_email(unit, &before, new).await?;
    Ok(credentials_changed(unit, signed_in, AuditEventKind::EmailChanged).await?)
}
