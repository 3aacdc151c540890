//! The phone number of an account, which takes effect once a code by text has proved it.

use super::change::{Changed, complete_change, way_in_changed};
use crate::{
    RequestContext,
    account::{RecentlyAuthenticated, SignedIn, lock},
    codes::{self, CodeRequest, CodeSent},
    failure::Failure,
    messages,
    security::Token,
    welcome,
};
use domain::{
    AuditEventKind, Method, PhoneNumber, ReturnTo, Timestamp,
    policy::MissingCredentials,
    refusal::{PhoneRefusal, Refusal},
    welcome::{Outcome, Step},
};
use store::{Transaction, accounts, challenges::Purpose, passkeys, passwords};

/// Sends a code to a number. `country` is the code of the country in whose national format it may be written, `next` is
/// where the user goes after the right code. Refuses with `NotOffered` if there is no text provider.
pub async fn ask_for_phone(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
    typed: &str,
    country: &str,
    next: Option<ReturnTo>,
) -> Result<CodeSent, Failure> {
    if !cx.app.takes_texts {
        return Err(Refusal::NotOffered.into());
    }
    let number = codes::read_phone(&cx.app, typed, country)?;
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    let request = CodeRequest {
        organisation: &signed_in.organisation,
        purpose: Purpose::NewPhone,
        destination: number.into(),
        account: Some(account),
        return_to: next,
    };
    codes::send(cx, transaction, request).await
}

/// Sets the number, after its code was right. Refuses with `PhoneRefusal::Taken` if another account has verified it.
pub(super) async fn change(
    cx: &RequestContext,
    transaction: &Transaction,
    signed_in: &SignedIn,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<Token, Failure> {
    let account = &accounts::find_for_update(transaction, signed_in.account.id).await?.ok_or(Failure::SignedOut)?;
    if !accounts::set_phone(transaction, account.id, Some(number), now).await? {
        return Err(Refusal::Phone(PhoneRefusal::Taken).into());
    }
    welcome::note(transaction, account, Step::Phone, Outcome::Done).await?;
    let session = way_in_changed(cx, transaction, signed_in, AuditEventKind::PhoneVerified, now).await?;
    messages::tell_of_change(cx, transaction, account, AuditEventKind::PhoneVerified, now).await?;
    Ok(session)
}

/// Removes the number. Refuses with `NotFound` if the account has none, and with `LastWayIn` if the user could not sign
/// in without it.
pub async fn remove_phone(
    cx: &RequestContext,
    RecentlyAuthenticated(signed_in): RecentlyAuthenticated<'_>,
) -> Result<Changed, Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let account = lock(&transaction, signed_in).await?;
    let phone = account.phone.as_ref().ok_or(Refusal::NotFound)?;
    if cx.app.takes_texts && phone.is_verified && is_needed(&transaction, signed_in).await? {
        return Err(Refusal::LastWayIn.into());
    }
    accounts::set_phone(&transaction, account.id, None, now).await?;
    complete_change(cx, transaction, signed_in, &account, AuditEventKind::PhoneRemoved, now).await
}

/// Whether the user could sign in with nothing but a code by text.
async fn is_needed(transaction: &Transaction, signed_in: &SignedIn) -> anyhow::Result<bool> {
    let (policy, account) = (&signed_in.organisation.policy, signed_in.account.id);
    if policy.offers(Method::Passkey) && passkeys::has_any(transaction, account).await? {
        return Ok(false);
    }
    let password = passwords::find(transaction, account).await?.is_none();
    Ok(policy.shuts_out(MissingCredentials { password, phone: true, both: password }))
}
