//! Signing in with a passkey: the user types no address, because the passkey names the account. The device verifies the
//! user, so no second step follows.

use super::complete::{SignInOutcome, complete_sign_in};
use super::page::{offering, return_to};
use super::session::Authentication;
use crate::attempts::{costs_of_account, find_known_browser, sound_alarm_when_many_guess};
use crate::passkeys::{Answered, IssuedPasskeyRequest, keep, ours, record_refused, use_up, verify};
use crate::password_attempts::costs_of_passkey;
use crate::prelude::*;
use domain::refusal::PasskeyRefusal;
use store::{passkey_requests::Purpose, passkeys as stored};

/// Starts signing in with any passkey that the device has for this site. Refuses with `NotOffered` when the
/// organisation does not offer passkeys, and with `TooManyAttempts` when the client address asked too often.
pub async fn ask_for_passkey(cx: &RequestContext, slug: Option<&Slug>) -> Result<IssuedPasskeyRequest, Failure> {
    let organisation = offering(&cx.app, slug, Method::Passkey).await?;
    let asked = ours(&cx.app)?.ask_for_any()?;
    let unit = cx.begin().await?;
    let asked = keep(cx, &unit, (organisation.id, None), Purpose::SignIn, asked).await?;
    unit.commit().await?;
    Ok(asked)
}

/// Signs in to the account of the passkey. Takes as long whether or not an account has this passkey. Refuses with
/// `PasskeyRefusal::Unknown` when no account has it, with `PasskeyRefusal::Invalid` when it is wrong or the request is
/// not open in this browser, and with `TooManyAttempts`.
pub async fn sign_in_with_passkey(
    cx: &RequestContext,
    slug: Option<&Slug>,
    answered: Answered<'_>,
    wanted: &str,
) -> Result<SignInOutcome, Failure> {
    let organisation = offering(&cx.app, slug, Method::Passkey).await?;
    let claimed = &answered.claimed;
    let unit = cx.begin().await?;
    let state = use_up(cx, &unit, Purpose::SignIn, None, answered.request)
        .await?
        .ok_or(Refusal::Passkey(PasskeyRefusal::Invalid))?;
    let whom = claimed.account.unwrap_or(AccountId::NONE);
    let account = accounts::find_for_share(&unit, whom).await?;
    let account = account.filter(|account| account.organisation == organisation.id);
    let id = account.as_ref().map_or(AccountId::NONE, |account| account.id);
    let known_browser = find_known_browser(cx, &unit, Some(id)).await?;
    let is_expected = known_browser.is_some();
    let mut costs = costs_of_passkey(cx, organisation.id, account.as_ref().zip(known_browser.as_ref()));
    unit.consume(&costs).await??;
    let is_right = verify(&unit, id, &answered, &state).await?;
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        sound_alarm_when_many_guess(&unit).await?;
        let whom = (id != AccountId::NONE).then_some(id);
        record_refused(&unit, &organisation, whom, AuditEventKind::SignInRefused).await?;
        let is_known = stored::is_known(&unit, &claimed.credential_id).await?;
        unit.commit().await?;
        metrics::counter!("portico_passkeys_total", "outcome" => "refused").increment(1);
        // On `PasskeyRefusal::Unknown` the browser deletes the passkey, so one that any account still has must not get
        // this answer. Only a device that has the passkey knows its credential id, so the answer tells others nothing.
        return Err(Refusal::Passkey(if is_known { PasskeyRefusal::Invalid } else { PasskeyRefusal::Unknown }).into());
    };
    // Signing in also clears the wrong codes in a row from unknown browsers, so that the user can use codes again.
    costs.extend(costs_of_account(account, &[], &[limits::WRONG_PER_ADDRESS_IN_A_ROW]));
    unit.refund(&costs).await?;
    let (method, was_here, wanted) = (Method::Passkey, None, return_to(&organisation, wanted));
    let (organisation, return_to) = (&organisation, wanted.as_ref());
    let authentication = Authentication { account, organisation, method, is_expected, was_here, return_to };
    let outcome = complete_sign_in(cx, unit, authentication).await?;
    metrics::counter!("portico_passkeys_total", "outcome" => "accepted").increment(1);
    Ok(outcome)
}
