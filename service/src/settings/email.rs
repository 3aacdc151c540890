//! Changing the email address, which takes effect once a code has proved the new one. The old address gets a notice
//! with a link that restores it.

use super::change::{credentials_changed, reserve};
use crate::account::{RecentlyAuthenticated, lock_rows};
use crate::codes::{self, CodeRequest, CodeSent};
use crate::prelude::*;
use store::email_undos::{self, EmailUndo};
use store::reserved_addresses::{self, ReservationCause};
use store::{challenges, password_failures};

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
    if !may_have(&unit, signed_in, &new).await? {
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

async fn may_have(unit: &UnitOfWork<'_>, signed_in: &SignedIn, new: &EmailAddress) -> anyhow::Result<bool> {
    let own = signed_in.account.id;
    let organisation = signed_in.organisation.id;
    let account = accounts::find_by_email_in_any_state(unit, organisation, new).await?;
    let is_taken = account.is_some_and(|account| account.id != own);
    let is_reserved = reserved_addresses::is_reserved_for_others(unit, new, Some(own), organisation).await?;
    Ok(!is_taken && !is_reserved)
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
    if !may_have(unit, signed_in, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    let id = signed_in.account.id;
    // Read under the lock: the account may have changed since the request began.
    let before = accounts::find_for_update(unit, id).await?.ok_or(Failure::SignedOut)?;
    if !accounts::set_email(unit, id, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    password_failures::release(unit, &before).await?;
    reserve(unit, &before, ReservationCause::Changed).await?;
    let token = Token::fresh(unit.app.random.as_ref())?;
    let (old, new_email) = (before.email.clone(), new.clone());
    let undo = EmailUndo { account: id, old, new: new_email, created_at: unit.now, is_used: false, is_expired: false };
    email_undos::insert(unit, &token.hash(), &undo).await?;
    let content = Content::EmailChanged {
        token: token.expose().to_owned(),
        new: new.masked(),
        at: unit.now,
        zone: before.time_zone.clone(),
        browser: unit.browser_name(),
        ip_address: unit.client_address(),
    };
    unit.tell(&before, unit.language_for(Some(&before)), &content, unit.now + email_undos::GOOD_FOR).await?;
    Ok(credentials_changed(unit, signed_in, AuditEventKind::EmailChanged).await?)
}
