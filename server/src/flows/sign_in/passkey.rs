//! Signing in with a passkey. Nobody says who they are: the device knows. The passkey has checked the person by itself, so that
//! there is no second step after it.

use super::{
    attempt::{known_device, of_account},
    enter::{Entered, Entering, commit, enter},
    offering, return_to,
    tries::prices_of_passkey,
    verify::sound_alarm_when_many_guess,
};
use crate::{
    failure::Failure,
    flows::{
        Visitor,
        passkeys::{Answered, Asked, is_proven, keep, note_refused, ours, refused, use_up},
    },
    house::House,
    security::rate_limit,
    store::{accounts, passkey_requests::Purpose, passkeys as stored},
};
use domain::{AccountId, Activity, Method, Slug, limits, sign_in::SignInError};

/// Asks a browser for any passkey that it has for us.
pub async fn ask_for_passkey(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
) -> Result<Asked, Failure<SignInError>> {
    let organisation = offering(house, slug, Method::Passkey).await?;
    let asked = ours(house)?.ask_for_any()?;
    let transaction = house.store.begin().await?;
    let asked =
        keep(house, &transaction, visitor, (organisation.id, None), Purpose::SignIn, asked, house.clock.now()).await?;
    house.store.commit_apart(transaction).await?;
    Ok(asked)
}

/// Signs in whoever the passkey belongs to. Costs the same whether or not it is anybody's.
pub async fn sign_in_with_passkey(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
    answered: Answered<'_>,
    wanted: &str,
) -> Result<Entered, Failure<SignInError>> {
    let organisation = offering(house, slug, Method::Passkey).await?;
    let claimed = &answered.claimed;
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let state = use_up(&transaction, visitor, Purpose::SignIn, None, answered.request, now).await?.ok_or(refused())?;
    let nobody = AccountId(uuid::Uuid::nil());
    let whom = claimed.account.unwrap_or(nobody);
    let account = accounts::find_to_let_in(&transaction, whom).await?;
    let account = account.filter(|account| account.organisation == organisation.id);
    let id = account.as_ref().map_or(nobody, |account| account.id);
    let device = known_device(&transaction, visitor, Some(id), now).await?;
    let is_expected = device.is_some();
    let mut prices = prices_of_passkey(visitor, organisation.id, account.as_ref().zip(device.as_ref()));
    if let Err(too_often) = rate_limit::pay(&transaction, &house.keys, &prices, now).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    let is_right = is_proven(house, &transaction, id, &answered, &state, now).await?;
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        sound_alarm_when_many_guess(house, &transaction, now).await?;
        let whom = (id != nobody).then_some(id);
        note_refused(house, &transaction, visitor, &organisation, whom, Activity::SignInRefused, now).await?;
        let is_known = stored::is_known(&transaction, &claimed.credential_id).await?;
        house.store.commit_apart(transaction).await?;
        metrics::counter!("portico_passkeys_total", "outcome" => "refused").increment(1);
        // The browser forgets what nobody has any more, and must keep what is of use elsewhere. Only a device that has a
        // passkey knows its number, so nobody else learns anything from this.
        return Err(if is_known { refused() } else { Failure::Refused(SignInError::PasskeyUnknown) });
    };
    // Whoever is in by another way may be asked for codes again, however many strangers guessed.
    prices.extend(of_account(account, &[], &[limits::WRONG_PER_ADDRESS_IN_A_ROW]));
    rate_limit::refund(&transaction, &house.keys, &prices).await?;
    let (method, was_here, wanted) = (Method::Passkey, None, return_to(&organisation, wanted));
    let (organisation, return_to) = (&organisation, wanted.as_ref());
    let entering = Entering { account, organisation, method, is_expected, was_here, return_to };
    let entered = enter(house, &transaction, visitor, entering, now).await?;
    let entered = commit(house, visitor, transaction, entered).await?;
    if !is_expected {
        house.outbox_bell.notify_one();
    }
    metrics::counter!("portico_passkeys_total", "outcome" => "accepted").increment(1);
    Ok(entered)
}
