//! Checks before a text is sent: its country is served, and limits stop SMS pumping (texts sent to earn carrier fees).

use crate::phone_numbers::{CountryCode, Unreadable};
use crate::prelude::*;
use domain::refusal::{FormField, PhoneRefusal};

/// Parses a typed phone number. `country` is the ISO 3166-1 alpha-2 code for national formats; an invalid one falls
/// back to the server's default country. Refuses with `InvalidField` or `PhoneRefusal::CountryNotServed`.
pub fn read_phone(app: &AppContext, typed: &str, country: &str) -> Result<PhoneNumber, Failure> {
    let country = country.parse().ok().or_else(|| app.phone_numbers.home());
    let read = country.ok_or(Unreadable::CountryNotServed).and_then(|country| app.phone_numbers.read(typed, country));
    match read {
        Ok(read) => Ok(read.number),
        Err(Unreadable::NotANumber) => Err(Refusal::InvalidField(FormField::Phone).into()),
        Err(Unreadable::CountryNotServed) => Err(Refusal::Phone(PhoneRefusal::CountryNotServed).into()),
    }
}

/// Counts a text from an organisation to a number. Refuses with `TooManyAttempts` when too many went to neighbouring
/// numbers, and with `PhoneRefusal::TextsPaused` when the instance's daily limit and the organisation's share are both
/// used up, or when too few codes that the organisation sent to this country were entered. So one organisation cannot
/// pause the texts of another that has not used up its share.
pub async fn consume(
    unit: &UnitOfWork<'_>,
    organisation: OrganisationId,
    number: &PhoneNumber,
    purpose: Purpose,
) -> Result<(), Failure> {
    let country = country_of(number);
    let neighbours = [(limits::TEXTS_PER_THOUSAND_AND_HOUR, Subject::NumberBlock(organisation, number.thousand()))];
    unit.consume(&neighbours).await??;
    let of_country = Subject::Country(organisation, &country);
    let everywhere = [(limits::TEXTS_EVERYWHERE_AND_DAY, Subject::Everybody)];
    let mut own = vec![(limits::TEXTS_KEPT_FOR_ORGANISATION_AND_DAY, Subject::Organisation(organisation))];
    own.extend(tells_of_pumping(purpose).then_some((limits::TEXTS_PER_COUNTRY, of_country)));
    let are_all_sent = unit.consume(&everywhere).await?.is_err();
    let is_too_many = unit.consume(&own).await?.is_err() && are_all_sent;
    let count = |limit| unit.used(limit, of_country);
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
        return Err(Refusal::Phone(PhoneRefusal::TextsPaused).into());
    }
    Ok(())
}

/// Whether codes for this purpose count in the ratio that pauses a country. Codes for a new number do not: an account
/// chooses where they go, and by requesting many and entering none it could stop all other sign-ins in that country.
const fn tells_of_pumping(purpose: Purpose) -> bool {
    match purpose {
        Purpose::NewPhone => false,
        Purpose::SignIn | Purpose::SignUp | Purpose::Reauthentication | Purpose::NewEmail | Purpose::SecondStep => true,
    }
}

/// Records that a code sent by text was entered.
pub async fn redeemed(
    unit: &UnitOfWork<'_>,
    organisation: OrganisationId,
    number: &PhoneNumber,
    purpose: Purpose,
) -> anyhow::Result<()> {
    if !tells_of_pumping(purpose) {
        return Ok(());
    }
    let country = country_of(number);
    let count = [(limits::TEXTS_REDEEMED_PER_COUNTRY, Subject::Country(organisation, &country))];
    // This limit only counts and never refuses.
    unit.consume(&count).await.map(drop)
}

fn country_of(number: &PhoneNumber) -> String {
    CountryCode::of_number(number).map(|country| country.to_string()).unwrap_or_default()
}
