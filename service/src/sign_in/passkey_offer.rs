//! The offer to add a passkey, after a sign-in with a code or a password.

use crate::{passkeys::may_have, prelude::*};
use domain::Policy;
use store::passkeys;

/// A user who has skipped the offer so often does not get it again.
const MOST_SKIPPED: i32 = 2;

/// Whether the offer follows a sign-in with a method: users could sign in with a passkey, and this one has none.
pub(super) async fn is_due(
    unit: &UnitOfWork<'_>,
    account: &Account,
    policy: &Policy,
    method: Method,
) -> anyhow::Result<bool> {
    let is_offered = policy.offer_passkey && policy.offers(Method::Passkey) && may_have(unit.app, policy);
    Ok(is_offered
        && method != Method::Passkey
        && account.onboarding.is_none()
        && accounts::passkey_offers_skipped(unit, account.id).await? < MOST_SKIPPED
        && !passkeys::has_any(unit, account.id).await?)
}

/// Counts that the user has skipped the offer.
pub async fn skip_passkey_offer(cx: &RequestContext, signed_in: &SignedIn) -> anyhow::Result<()> {
    let unit = cx.begin().await?;
    accounts::skip_passkey_offer(&unit, signed_in.account.id).await?;
    unit.commit().await
}
