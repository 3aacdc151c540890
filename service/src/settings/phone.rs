//! The phone number of an account, which takes effect once a code by text has proved it.

use super::change::{Changed, complete_change, credentials_changed};
use crate::account::{RecentlyAuthenticated, lock_rows};
use crate::codes::{self, CodeRequest, CodeSent};
use crate::contact_details::demand_way_in;
use crate::onboarding;
use crate::prelude::*;
use domain::{Credential, onboarding::Outcome, refusal::PhoneRefusal};
use store::accounts::Phone;
use store::challenges::{self, StoredChallenge};

/// Sends a code to a number. `country` is the code of the country in whose national format it may be written, `next` is
/// where the user goes after the right code. Refuses with `NotOffered` if there is no text provider.
pub async fn set_phone(
    cx: &RequestContext,
    user: RecentlyAuthenticated<'_>,
    typed: &str,
    country: &str,
    next: Option<ReturnTo>,
) -> Result<CodeSent, Failure> {
    let signed_in = user.signed_in();
    if !cx.app.takes_texts {
        return Err(Refusal::NotOffered.into());
    }
    let number = codes::read_phone(&cx.app, typed, country)?;
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let request = CodeRequest {
        organisation: &signed_in.organisation,
        purpose: Purpose::NewPhone,
        destination: number.into(),
        account: Some(account),
        return_to: next,
    };
    codes::send(cx, unit, request).await
}

/// The number that waits for its code, if this browser asked for the code.
pub async fn pending_number(cx: &RequestContext, signed_in: &SignedIn) -> anyhow::Result<Option<PhoneNumber>> {
    let Some(browser) = cx.browser.as_ref().map(Token::hash) else { return Ok(None) };
    let now = cx.app.clock.now();
    let found = challenges::read_pending(&cx.app.store, signed_in.account.id, Purpose::NewPhone, now).await?;
    Ok(match found {
        Some((StoredChallenge { destination: Destination::Phone(number), .. }, theirs)) if theirs == browser => {
            Some(number)
        }
        _ => None,
    })
}

/// Sets the number, after its code was right. Refuses with `PhoneRefusal::Taken` if another account has verified it.
pub(super) async fn complete(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    number: &PhoneNumber,
) -> Result<Token, Failure> {
    let account = &accounts::find_for_update(unit, signed_in.account.id).await?.ok_or(Failure::SignedOut)?;
    let phone = Phone { number: number.clone(), is_verified: true };
    if !accounts::set_phone(unit, account.id, Some(&phone), unit.now).await? {
        return Err(Refusal::Phone(PhoneRefusal::Taken).into());
    }
    onboarding::record(unit, account, Step::Phone, Outcome::Done).await?;
    let session = credentials_changed(unit, signed_in, AuditEventKind::PhoneVerified).await?;
    unit.tell_of_change(account, AuditEventKind::PhoneVerified).await?;
    Ok(session)
}

/// Removes the number. Refuses with `NotFound` if the account has none, and with `LastWayIn` if the user could not sign
/// in without it.
pub async fn remove_phone(cx: &RequestContext, user: RecentlyAuthenticated<'_>) -> Result<Changed, Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let phone = account.phone.clone().ok_or(Refusal::NotFound)?;
    accounts::set_phone(&unit, account.id, None, unit.now).await?;
    let account = Account { phone: None, ..account };
    if phone.is_verified {
        demand_way_in(&unit, &signed_in.organisation, &account, Credential::PhoneNumber).await?;
    }
    complete_change(unit, signed_in, &account, AuditEventKind::PhoneRemoved).await
}
