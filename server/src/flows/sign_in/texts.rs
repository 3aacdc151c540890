//! What is asked of a text before it leaves: a country that is served, and that it serves the person, not a fraud.

use crate::{
    failure::Failure,
    house::House,
    phone_numbers::{CountryCode, Unreadable},
    security::rate_limit::{self, Subject},
    store::{Transaction, challenges::Purpose},
};
use domain::{OrganisationId, PhoneNumber, Timestamp, limits, sign_in::SignInError};

/// The number that somebody typed.
pub fn read(house: &House, typed: &str, country: &str) -> Result<PhoneNumber, Failure<SignInError>> {
    let country = country.parse().ok().or_else(|| house.phone_numbers.home());
    let read = country.ok_or(Unreadable::CountryNotServed).and_then(|country| house.phone_numbers.read(typed, country));
    read.map(|read| read.number).map_err(|unreadable| {
        Failure::Refused(match unreadable {
            Unreadable::NotANumber => SignInError::NotAPhoneNumber,
            Unreadable::CountryNotServed => SignInError::CountryNotServed,
        })
    })
}

/// Pays for a text of an organisation to a number. What one organisation sends pauses the texts of another only when that
/// one has used up its own share, too.
pub async fn pay(
    house: &House,
    transaction: &Transaction,
    organisation: OrganisationId,
    number: &PhoneNumber,
    purpose: Purpose,
    now: Timestamp,
) -> Result<(), Failure<SignInError>> {
    let country = country_of(number);
    let neighbours = [(limits::TEXTS_PER_THOUSAND_AND_HOUR, Subject::Thousand(organisation, number.thousand()))];
    if let Err(too_often) = rate_limit::pay(transaction, &house.keys, &neighbours, now).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    let of_country = Subject::Country(organisation, &country);
    let everywhere = [(limits::TEXTS_EVERYWHERE_AND_DAY, Subject::Everybody)];
    let mut own = vec![(limits::TEXTS_KEPT_FOR_ORGANISATION_AND_DAY, Subject::Organisation(organisation))];
    own.extend(tells_of_pumping(purpose).then_some((limits::TEXTS_PER_COUNTRY, of_country)));
    let are_all_sent = rate_limit::pay(transaction, &house.keys, &everywhere, now).await?.is_err();
    let is_too_many = rate_limit::pay(transaction, &house.keys, &own, now).await?.is_err() && are_all_sent;
    let count = |limit| rate_limit::used(transaction, &house.keys, limit, of_country, now);
    let (sent, redeemed) = (count(limits::TEXTS_PER_COUNTRY).await?, count(limits::TEXTS_REDEEMED_PER_COUNTRY).await?);
    if is_too_many || limits::is_pumped(sent, redeemed) {
        metrics::counter!("portico_texts_paused_total").increment(1);
        tracing::warn!(
            country,
            sent,
            redeemed,
            is_too_many,
            "texts are paused: too many, or hardly any code comes back"
        );
        return Err(Failure::Refused(SignInError::TextsPaused));
    }
    Ok(())
}

/// Whether such codes are in the ratio that pauses a country. A code for a new number goes wherever its account says: an account
/// that asks for many and types none would stop the sign-ins of all others there.
const fn tells_of_pumping(purpose: Purpose) -> bool {
    !matches!(purpose, Purpose::NewPhone)
}

/// Notes that a code that went out by text came back.
pub async fn redeemed(
    house: &House,
    transaction: &Transaction,
    organisation: OrganisationId,
    number: &PhoneNumber,
    purpose: Purpose,
    now: Timestamp,
) -> anyhow::Result<()> {
    if !tells_of_pumping(purpose) {
        return Ok(());
    }
    let country = country_of(number);
    let count = [(limits::TEXTS_REDEEMED_PER_COUNTRY, Subject::Country(organisation, &country))];
    // It counts, and limits nothing.
    rate_limit::pay(transaction, &house.keys, &count, now).await.map(drop)
}

fn country_of(number: &PhoneNumber) -> String {
    CountryCode::of_number(number).map(|country| country.to_string()).unwrap_or_default()
}
