//! The phone number of an account, which takes effect once a code by text has proved it.

use super::{Changed, hold, notices, renewed, way_in_changed};
use crate::{
    RequestContext,
    account::{RecentlyAuthenticated, SignedIn},
    failure::Failure,
    security::Token,
    sign_in::{CodeSent, Request, send, texts},
    welcome,
};
use domain::{
    AuditEventKind, PhoneNumber, ReturnTo, Timestamp,
    sign_in::SignInError,
    welcome::{Outcome, Step},
};
use store::{Transaction, accounts, challenges::Purpose};

/// Sends a code to a number. `country` is the code of the country in whose national format it may be written, `next` is
/// where the user goes after the right code. Refuses with `NotOffered` if there is no text provider.
pub async fn ask_for_phone(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
    typed: &str,
    country: &str,
    next: Option<ReturnTo>,
) -> Result<CodeSent, Failure<SignInError>> {
    if !cx.app.takes_texts {
        return Err(Failure::Refused(SignInError::NotOffered));
    }
    let number = texts::read(&cx.app, typed, country)?;
    let transaction = cx.app.store.begin().await?;
    let account = hold(&transaction, signed_in).await?;
    let request = Request {
        organisation: &signed_in.organisation,
        purpose: Purpose::NewPhone,
        destination: number.into(),
        account: Some(account),
        return_to: next,
    };
    send(cx, transaction, request).await
}

/// Sets the number, after its code was right. Refuses with `NumberTaken` if another account has verified it.
pub(super) async fn change(
    cx: &RequestContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<Token, Failure<SignInError>> {
    let account = &accounts::find_for_update(transaction, signed_in.account.id).await?.ok_or(Failure::SignedOut)?;
    if !accounts::set_phone(transaction, account.id, Some(number), now).await? {
        return Err(Failure::Refused(SignInError::NumberTaken));
    }
    welcome::note(transaction, account, Step::Phone, Outcome::Done).await?;
    let session = way_in_changed(cx, transaction, signed_in, AuditEventKind::PhoneVerified, now).await?;
    notices::tell(cx, transaction, account, AuditEventKind::PhoneVerified, now).await?;
    Ok(session)
}

/// Removes the number. Refuses with `NotOffered` if the account has none.
pub async fn remove_phone(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
) -> Result<Changed, Failure<SignInError>> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let account = hold(&transaction, signed_in).await?;
    if account.phone.is_none() {
        return Err(Failure::Refused(SignInError::NotOffered));
    }
    accounts::set_phone(&transaction, account.id, None, now).await?;
    let session = way_in_changed(cx, &transaction, signed_in, AuditEventKind::PhoneRemoved, now).await?;
    notices::tell(cx, &transaction, &account, AuditEventKind::PhoneRemoved, now).await?;
    cx.app.store.commit(transaction).await?;
    Ok(renewed(signed_in, session))
}
