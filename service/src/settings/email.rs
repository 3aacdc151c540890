//! Changing the email address, which takes effect once a code has proved the new one. The old address gets a notice
//! with a link that restores it.

use super::change::{reserve, way_in_changed};
use crate::{
    RequestContext,
    account::{RecentlyAuthenticated, SignedIn, lock, note_own},
    codes::{self, CodeRequest, CodeSent},
    delivery::Content,
    failure::Failure,
    messages,
    security::{
        Token,
        rate_limit::{self, Subject},
    },
};
use domain::{AuditEventKind, ChallengeId, Destination, EmailAddress, Refusal, Timestamp, limits};
use store::{
    Transaction, accounts,
    challenges::{self, Purpose},
    email_undos::{self, EmailUndo},
    reserved_addresses::{self, Why},
};

/// Sends a code to a new address. Refuses with `AddressReserved` an address that another account of the organisation
/// has or had, or that an admin has reserved.
pub async fn ask_for_email(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
    new: EmailAddress,
) -> Result<CodeSent, Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    let whose = Subject::Account(account.organisation, account.id);
    let price = [(limits::NEW_EMAILS_PER_ACCOUNT_AND_DAY, whose)];
    rate_limit::pay(&transaction, &cx.app.keys, &price, now).await??;
    note_own(cx, &transaction, signed_in, AuditEventKind::EmailChangeAsked, now).await?;
    if !may_have(&transaction, signed_in, &new).await? {
        // The refusal tells that the address is or was in use, so the attempt counts against the rate limit.
        cx.app.store.commit(transaction).await?;
        return Err(Refusal::AddressReserved.into());
    }
    let request = CodeRequest {
        organisation: &signed_in.organisation,
        purpose: Purpose::NewEmail,
        destination: new.into(),
        account: Some(account),
        return_to: None,
    };
    codes::send(cx, transaction, request).await
}

async fn may_have(transaction: &Transaction, signed_in: &SignedIn, new: &EmailAddress) -> anyhow::Result<bool> {
    let own = signed_in.account.id;
    let organisation = signed_in.organisation.id;
    let holder = accounts::find_holder(transaction, organisation, new).await?;
    let is_held = holder.is_some_and(|holder| holder.id != own);
    let is_kept = reserved_addresses::is_kept(transaction, new, Some(own), organisation).await?;
    Ok(!is_held && !is_kept)
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
pub async fn cancel_email(cx: &RequestContext, signed_in: &SignedIn) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    lock(&transaction, signed_in).await?;
    if challenges::end_pending(&transaction, signed_in.account.id, Purpose::NewEmail, now).await? {
        note_own(cx, &transaction, signed_in, AuditEventKind::EmailChangeCancelled, now).await?;
    }
    Ok(cx.app.store.commit(transaction).await?)
}

/// Changes the address, after its code was right. Refuses with `AddressReserved` if it was taken in the meantime.
pub(super) async fn change(
    cx: &RequestContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    new: &EmailAddress,
    now: Timestamp,
) -> Result<Token, Failure> {
    if !may_have(transaction, signed_in, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    let id = signed_in.account.id;
    // Read under the lock: the account may have changed since the request began.
    let before = accounts::find_for_update(transaction, id).await?.ok_or(Failure::SignedOut)?;
    if !accounts::set_email(transaction, id, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    reserve(&cx.app, transaction, &before, before.email.clone(), Why::Changed, now).await?;
    let token = Token::fresh(cx.app.random.as_ref())?;
    let (old, new_email) = (before.email.clone(), new.clone());
    let undo = EmailUndo { account: id, old, new: new_email, created_at: now, is_used: false, is_old: false };
    email_undos::insert(transaction, &token.hash(), &undo).await?;
    let content = Content::EmailChanged {
        token: token.expose().to_owned(),
        new: new.masked(),
        at: now,
        zone: before.time_zone.clone(),
        browser: cx.browser_name(),
        place: cx.client.to_string(),
    };
    messages::tell(
        &cx.app,
        transaction,
        &before,
        cx.language_for(Some(&before)),
        &content,
        now + email_undos::GOOD_FOR,
        now,
    )
    .await?;
    Ok(way_in_changed(cx, transaction, signed_in, AuditEventKind::EmailChanged, now).await?)
}
