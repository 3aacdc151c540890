//! Signing in with a passkey: the user types no address, because the passkey names the account. The device verifies the
//! user, so no second step follows.

use super::{
    complete::{Entered, commit, enter},
    page::{offering, return_to},
    session::Entering,
};
use crate::{
    RequestContext,
    attempts::{known_device, of_account, sound_alarm_when_many_guess},
    failure::Failure,
    passkeys::{Answered, Asked, is_proven, keep, note_refused, ours, use_up},
    password_tries::prices_of_passkey,
    security::rate_limit,
};
use domain::{
    AccountId, AuditEventKind, Method, Slug, limits,
    refusal::{PasskeyRefusal, Refusal},
};
use store::{accounts, passkey_requests::Purpose, passkeys as stored};

/// Starts signing in with any passkey that the device has for this site. Refuses with `NotOffered` when the
/// organisation does not offer passkeys, and with `TooManyAttempts` when the client IP address asked too often.
pub async fn ask_for_passkey(cx: &RequestContext, slug: Option<&Slug>) -> Result<Asked, Failure> {
    let organisation = offering(&cx.app, slug, Method::Passkey).await?;
    let asked = ours(&cx.app)?.ask_for_any()?;
    let transaction = cx.app.store.begin().await?;
    let asked = keep(cx, &transaction, (organisation.id, None), Purpose::SignIn, asked, cx.app.clock.now()).await?;
    cx.app.store.commit(transaction).await?;
    Ok(asked)
}

/// Signs in to the account of the passkey. Takes as long whether or not an account has this passkey. Refuses with
/// `PasskeyRefusal::Unknown` when no account has it, with `PasskeyRefusal::Invalid` when it is wrong or the request is not open in this
/// browser, and with `TooManyAttempts`.
pub async fn sign_in_with_passkey(
    cx: &RequestContext,
    slug: Option<&Slug>,
    answered: Answered<'_>,
    wanted: &str,
) -> Result<Entered, Failure> {
    let organisation = offering(&cx.app, slug, Method::Passkey).await?;
    let claimed = &answered.claimed;
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let state = use_up(&transaction, cx, Purpose::SignIn, None, answered.request, now)
        .await?
        .ok_or(Refusal::Passkey(PasskeyRefusal::Invalid))?;
    let nobody = AccountId(uuid::Uuid::nil());
    let whom = claimed.account.unwrap_or(nobody);
    let account = accounts::find_for_share(&transaction, whom).await?;
    let account = account.filter(|account| account.organisation == organisation.id);
    let id = account.as_ref().map_or(nobody, |account| account.id);
    let device = known_device(&transaction, cx, Some(id), now).await?;
    let is_expected = device.is_some();
    let mut prices = prices_of_passkey(cx, organisation.id, account.as_ref().zip(device.as_ref()));
    rate_limit::pay(&transaction, &cx.app.keys, &prices, now).await??;
    let is_right = is_proven(&cx.app, &transaction, id, &answered, &state, now).await?;
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        sound_alarm_when_many_guess(&cx.app, &transaction, now).await?;
        let whom = (id != nobody).then_some(id);
        note_refused(cx, &transaction, &organisation, whom, AuditEventKind::SignInRefused, now).await?;
        let is_known = stored::is_known(&transaction, &claimed.credential_id).await?;
        cx.app.store.commit(transaction).await?;
        metrics::counter!("portico_passkeys_total", "outcome" => "refused").increment(1);
        // On `PasskeyRefusal::Unknown` the browser deletes the passkey, so one that any account still has must not get this
        // answer. Only a device that has the passkey knows its credential id, so the answer tells others nothing.
        return Err(Refusal::Passkey(if is_known { PasskeyRefusal::Invalid } else { PasskeyRefusal::Unknown }).into());
    };
    // Signing in also clears the wrong codes in a row from unknown browsers, so that the user can use codes again.
    prices.extend(of_account(account, &[], &[limits::WRONG_PER_ADDRESS_IN_A_ROW]));
    rate_limit::refund(&transaction, &cx.app.keys, &prices).await?;
    let (method, was_here, wanted) = (Method::Passkey, None, return_to(&organisation, wanted));
    let (organisation, return_to) = (&organisation, wanted.as_ref());
    let entering = Entering { account, organisation, method, is_expected, was_here, return_to };
    let entered = enter(cx, &transaction, entering, now).await?;
    let entered = commit(cx, transaction, entered).await?;
    metrics::counter!("portico_passkeys_total", "outcome" => "accepted").increment(1);
    Ok(entered)
}
