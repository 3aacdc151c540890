//! Parses phone numbers as people of a country write them. The only place that knows the world's numbering plans.

use domain::{PhoneNumber, visible::visible};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};
use std::{fmt, str::FromStr};

/// The longest text that is parsed, in characters: more than any spelling of a number needs.
const LONGEST: usize = 64;

/// The ISO 3166-1 alpha-2 code, in upper case, of a country that has phone numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CountryCode(Region);

/// The text is not the code of a country that has phone numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country's code of two letters, like US (ISO 3166-1 alpha-2)")]
pub struct NotACountry;

/// Why a typed number cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("not a phone number")]
    NotANumber,
    /// It is the number of a country to which no texts are sent.
    #[error("a phone number of a country that is not served")]
    CountryNotServed,
}

/// A parsed number and the country that it belongs to, which may differ from the one whose format it was parsed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub number: PhoneNumber,
    pub country: CountryCode,
}

/// A country to choose. It has no name here, because that depends on the user's language.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Without the plus sign.
    pub calling_code: u16,
    /// A number in national format, which is assigned to no subscriber.
    pub example: String,
}

/// Parses numbers of the countries to which texts may be sent.
#[derive(Debug)]
pub struct PhoneNumbers {
    allowed: Vec<CountryCode>,
    countries: Vec<Country>,
}

impl PhoneNumbers {
    /// `allowed` are the countries to which texts may be sent, in the order in which users choose from them.
    pub fn of(allowed: Vec<CountryCode>) -> Self {
        let countries = allowed.iter().filter_map(|country| country.described()).collect();
        PhoneNumbers { allowed, countries }
    }

    /// The countries to choose from, in the operator's order.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// The country whose format applies if none is chosen: the first one. `None`: texts are sent to no country.
    pub fn home(&self) -> Option<CountryCode> {
        self.allowed.first().copied()
    }

    /// Parses `typed` in the national format of `country`, or in the international format with a `+`. Refuses
    /// numbers that cannot exist or have an extension, special numbers such as premium-rate ones, and
    /// countries that are not served.
    pub fn read(&self, typed: &str, country: CountryCode) -> Result<Read, Unreadable> {
        let read = read(typed, Some(country.0))?;
        if !self.allowed.contains(&read.country) {
            return Err(Unreadable::CountryNotServed);
        }
        if is_nobodys(&read.number) { Err(Unreadable::NotANumber) } else { Ok(read) }
    }

    /// Parses a number of any country in international format, with a `+`. For the operator, who may use any country.
    /// Refuses numbers that cannot exist, have an extension or belong to no country.
    pub fn anywhere(typed: &str) -> Result<Read, Unreadable> {
        read(typed, None)
    }
}

fn read(typed: &str, read_in: Option<Region>) -> Result<Read, Unreadable> {
    if typed.chars().count() > LONGEST {
        return Err(Unreadable::NotANumber);
    }
    let parsed = PHONE_NUMBER_UTIL.parse(visible(typed), read_in).map_err(|_| Unreadable::NotANumber)?;
    if parsed.extension.is_some() || !parsed.is_valid() {
        return Err(Unreadable::NotANumber);
    }
    // Several countries share a calling code, so only the whole number tells which one it is; `+800` belongs to none.
    let country = parsed.get_region_code().and_then(CountryCode::of).ok_or(Unreadable::CountryNotServed)?;
    let number = parsed.format_as(PhoneNumberFormat::E164).parse().map_err(|_| Unreadable::NotANumber)?;
    Ok(Read { number, country })
}

/// Whether it is a special number: calling it may cost more than usual, and no user reads texts there.
fn is_nobodys(number: &PhoneNumber) -> bool {
    use PhoneNumberType::{Pager, PremiumRate, SharedCost, TollFree, UAN, VoiceMail};
    let kind = PHONE_NUMBER_UTIL.parse(number.as_str(), None).map(|number| number.get_type());
    matches!(kind, Ok(Pager | PremiumRate | SharedCost | TollFree | UAN | VoiceMail))
}

impl CountryCode {
    fn of(region: Region) -> Option<Self> {
        let country = CountryCode(region);
        country.calling_code().map(|_| country)
    }

    /// The country of a number; `None`: it belongs to no country.
    pub fn of_number(number: &PhoneNumber) -> Option<Self> {
        PHONE_NUMBER_UTIL.parse(number.as_str(), None).ok()?.get_region_code().and_then(CountryCode::of)
    }

    fn calling_code(self) -> Option<u16> {
        PHONE_NUMBER_UTIL.get_country_code_for_region(self.0).and_then(|code| code.try_into().ok())
    }

    fn described(self) -> Option<Country> {
        let example = PHONE_NUMBER_UTIL
            .get_example_number_for_type_and_region(self.0, PhoneNumberType::Mobile)
            .or_else(|_| PHONE_NUMBER_UTIL.get_example_number(self.0))
            .ok()?
            .format_as(PhoneNumberFormat::National)
            .into_owned();
        Some(Country { code: self.to_string(), calling_code: self.calling_code()?, example })
    }
}

impl FromStr for CountryCode {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Self, NotACountry> {
        text.parse().ok().and_then(CountryCode::of).ok_or(NotACountry)
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn country(code: &str) -> CountryCode {
        code.parse().unwrap()
    }

    fn served() -> PhoneNumbers {
        PhoneNumbers::of(["US", "CA", "GB", "AU", "DE"].map(country).into())
    }

    #[rstest]
    #[case("(201) 555-0123", "US", "+12015550123", "US")]
    #[case("201.555.0123", "US", "+12015550123", "US")]
    #[case("1 201 555 0123", "US", "+12015550123", "US")]
    #[case("506-234-5678", "CA", "+15062345678", "CA")]
    #[case("07400 123456", "GB", "+447400123456", "GB")]
    #[case("0412 345 678", "AU", "+61412345678", "AU")]
    #[case("0151 23456789", "DE", "+4915123456789", "DE")]
    #[case("+49 (0) 151 / 23456789", "DE", "+4915123456789", "DE")]
    #[case("+44 7400 123456", "US", "+447400123456", "GB")]
    #[case("0011 44 7400 123456", "AU", "+447400123456", "GB")]
    #[case("(506) 234-5678", "US", "+15062345678", "CA")]
    #[case("tel:+1-201-555-0123", "GB", "+12015550123", "US")]
    #[case("２０１５５５０１２３", "US", "+12015550123", "US")]
    #[case("＋４４ ７４００ １２３４５６", "US", "+447400123456", "GB")]
    #[case("٢٠١٥٥٥٠١٢٣", "US", "+12015550123", "US")]
    // With control characters, as some systems copy a number from the contacts.
    #[case("\u{202d}+44 7400 123456\u{202c}", "US", "+447400123456", "GB")]
    #[case("\u{feff}07400\u{3000}123\u{200b}456\u{200e}", "GB", "+447400123456", "GB")]
    #[case("۰۷۴۰۰۱۲۳۴۵۶", "GB", "+447400123456", "GB")]
    fn a_number_is_read_as_people_write_it(
        #[case] typed: &str,
        #[case] read_in: &str,
        #[case] number: &str,
        #[case] of: &str,
    ) {
        let read = served().read(typed, country(read_in)).unwrap();
        assert_eq!((read.number.as_str(), read.country), (number, country(of)));
    }

    #[rstest]
    #[case("")]
    #[case("+")]
    #[case("12")]
    #[case("nobody@example.com")]
    #[case("(201) 555-01234")]
    #[case("(123) 456-7890")]
    #[case("+999 123 456 789")]
    #[case("(201) 555-0123 ext. 4")]
    #[case("+12015550123;ext=4")]
    #[case("+1 900 555 0123")]
    #[case("+1 800 555 0123")]
    fn what_is_no_number_is_refused(#[case] typed: &str) {
        assert_eq!(served().read(typed, country("US")), Err(Unreadable::NotANumber));
    }

    #[test]
    fn a_number_that_goes_on_and_on_is_not_read() {
        for (spaces, is_read) in [(50, true), (51, false)] {
            let typed = "(201) 555-0123".to_owned() + &" ".repeat(spaces);
            assert_eq!(served().read(&typed, country("US")).is_ok(), is_read, "{spaces}");
        }
    }

    #[rstest]
    #[case("+33 6 12 34 56 78", "US")]
    #[case("06 12 34 56 78", "FR")]
    // Numbers of Jamaica and Jersey, which share the calling code of a country that is served.
    #[case("+1 876 210 1234", "US")]
    #[case("+44 7797 712345", "GB")]
    // A number that belongs to no country.
    #[case("+800 1234 5678", "US")]
    fn a_number_of_another_country_is_refused(#[case] typed: &str, #[case] read_in: &str) {
        assert_eq!(served().read(typed, country(read_in)), Err(Unreadable::CountryNotServed));
    }

    #[test]
    fn an_operator_may_name_a_number_of_any_country() {
        let read = PhoneNumbers::anywhere("+33 6 12 34 56 78").unwrap();
        assert_eq!((read.number.as_str(), read.country), ("+33612345678", country("FR")));
        assert_eq!(CountryCode::of_number(&read.number), Some(country("FR")));
        assert_eq!(PhoneNumbers::anywhere("06 12 34 56 78"), Err(Unreadable::NotANumber));
        assert_eq!(PhoneNumbers::anywhere("+800 1234 5678"), Err(Unreadable::CountryNotServed));
        assert_eq!(CountryCode::of_number(&"+80012345678".parse().unwrap()), None);
    }

    #[test]
    fn a_country_is_two_letters_and_has_telephones() {
        assert_eq!(country("gb").to_string(), "GB");
        for text in ["", "G", "GBR", "001", "ZZ", "EU", "UK", "🇬🇧"] {
            assert_eq!(text.parse::<CountryCode>(), Err(NotACountry), "{text}");
        }
    }

    #[test]
    fn a_choice_shows_how_numbers_look_there() {
        let numbers = served();
        let shown: Vec<_> = numbers
            .countries()
            .iter()
            .map(|choice| (choice.code.as_str(), choice.calling_code, choice.example.as_str()))
            .collect();
        let expected = [
            ("US", 1, "(201) 555-0123"),
            ("CA", 1, "(506) 234-5678"),
            ("GB", 44, "07400 123456"),
            ("AU", 61, "0412 345 678"),
            ("DE", 49, "01512 3456789"),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn every_country_with_telephones_can_be_chosen() {
        let all: Vec<_> = PHONE_NUMBER_UTIL.get_supported_regions().map(CountryCode).collect();
        let numbers = PhoneNumbers::of(all.clone());
        assert!(all.len() > 240 && numbers.countries().len() == all.len());
        for choice in numbers.countries() {
            assert!(numbers.read(&choice.example, country(&choice.code)).is_ok(), "{choice:?}");
        }
    }
}
