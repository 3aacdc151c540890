//! The language of a request: negotiation, a task-local value that keeps concurrent requests apart, and the texts that
//! the server itself formats.

use crate::language::{self, Language, LanguageSource};
use crate::ui::{CountryChoice, Moment};
use domain::{LanguageTag, Timestamp};
use fluent_langneg::{NegotiationStrategy, convert_vec_str_to_langids_lossy as tags, negotiate_languages};
use service::browser_name;
use service::delivery::{Wording, moment, relative_time, rfc3339};
use service::phone_numbers::{Country, PhoneNumbers};
use std::sync::LazyLock;

tokio::task_local! {
    static CURRENT: Language;
    /// The IANA name of the time zone in which the response is read; `None`: unknown.
    static TIME_ZONE: Option<String>;
}

/// The texts of messages, for each language.
static WORDINGS: LazyLock<Vec<(Language, Wording)>> = LazyLock::new(|| {
    Language::all().map(|language| (language, Wording::of(language.code(), language.messages()))).collect()
});

/// Makes `app` render screens in the language of the current request.
pub fn start() {
    let sentence = |index| match current_locale() {
        Language::ENGLISH => None,
        other => other.sentence(index),
    };
    let time_zone = || TIME_ZONE.try_with(Clone::clone).ok().flatten();
    language::set_source(LanguageSource { language: current_locale, sentence, time_zone });
}

/// Runs a future in a language. Tasks that it spawns do not inherit the language.
pub async fn with_locale<T>(language: Language, act: impl Future<Output = T>) -> T {
    CURRENT.scope(language, act).await
}

/// Runs a future whose pages are read in a time zone. Tasks that it spawns do not inherit it.
pub async fn with_time_zone<T>(zone: Option<String>, act: impl Future<Output = T>) -> T {
    TIME_ZONE.scope(zone, act).await
}

/// The language of the current request; English outside of a request.
pub fn current_locale() -> Language {
    CURRENT.try_with(|language| *language).unwrap_or(Language::ENGLISH)
}

/// The language of a tag; English if the language is no longer supported.
pub fn of_tag(tag: &LanguageTag) -> Language {
    Language::of(tag.as_str()).unwrap_or(Language::ENGLISH)
}

/// The tag of a language, as the database stores it.
pub fn tag_of(language: Language) -> LanguageTag {
    language.code().parse().unwrap_or_default()
}

/// The first supported language of an `Accept-Language` header, by weight (RFC 9110 §12.5.4). `None` if none is
/// supported.
pub fn negotiated(accepted: &str) -> Option<Language> {
    // A longer header is cut off, to bound the cost of sorting it.
    const LONGEST: usize = 512;
    let accepted = accepted.get(..LONGEST).unwrap_or(accepted);
    let mut wanted: Vec<(&str, f32)> = accepted.split(',').map(weighed).filter(|(_, weight)| *weight > 0.0).collect();
    wanted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let wanted = tags(wanted.into_iter().map(|(range, _)| range));
    let supported = tags(Language::all().map(Language::code));
    let found = negotiate_languages(&wanted, &supported, None, NegotiationStrategy::Lookup);
    found.first().and_then(|code| Language::of(&code.to_string()))
}

/// Splits an entry such as `de;q=0.7` into range and weight. A missing or malformed weight counts as 1.
fn weighed(offer: &str) -> (&str, f32) {
    let (range, weight) = offer.split_once(';').unwrap_or((offer, ""));
    let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
    (range.trim(), weight.unwrap_or(1.0))
}

/// The texts of messages in the current language.
pub fn wording() -> Option<&'static Wording> {
    let current_locale = current_locale();
    WORDINGS.iter().find(|(language, _)| *language == current_locale).map(|(_, wording)| wording)
}

/// The texts of messages in all languages, English first.
pub fn wordings() -> Vec<Wording> {
    WORDINGS.iter().map(|(_, wording)| wording.clone()).collect()
}

/// The countries that a phone number may belong to, with their names in the current language.
pub fn countries(numbers: &PhoneNumbers) -> Vec<CountryChoice> {
    let name = |code: &str| wording().and_then(|wording| wording.plain("country", code));
    let choice = |country: &Country| CountryChoice {
        code: country.code.clone(),
        name: name(&country.code).unwrap_or_else(|| country.code.clone()),
        calling_code: country.calling_code,
        example: country.example.clone(),
    };
    numbers.countries().iter().map(choice).collect()
}

/// The name of the browser, such as `Firefox on Linux`.
pub fn browser(user_agent: &str) -> String {
    let name = browser_name(user_agent);
    wording().map_or_else(|| name.clone(), |wording| wording.browser(&name))
}

/// The long form of a time, such as `22 November 2026, 10:53 UTC`. `zone` is an IANA name; `None` means UTC.
pub fn in_words(at: Timestamp, zone: Option<&str>) -> String {
    wording().and_then(|wording| moment(at, zone, wording).ok()).unwrap_or_default()
}

/// When and where a page is read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    pub now: Timestamp,
    /// IANA name; `None`: UTC.
    pub zone: Option<&'a str>,
}

impl Reading<'_> {
    /// The long form of a time, with the zone in which the page is read.
    pub fn in_words(self, at: Timestamp) -> String {
        in_words(at, self.zone)
    }

    /// A time as lists show it.
    pub fn moment(self, at: Timestamp) -> Moment {
        let relative = wording().and_then(|wording| relative_time(at, self.now, self.zone, wording).ok());
        let exact = self.in_words(at);
        Moment { relative: relative.unwrap_or_else(|| exact.clone()), exact, datetime: rfc3339(at).unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("de", Some("de"))]
    #[case("de-AT,de;q=0.9,en;q=0.5", Some("de"))]
    #[case("en-GB,de;q=0.9", Some("en"))]
    #[case("en;q=0.3, de;q=0.7", Some("de"))]
    #[case("fr-CH, fr;q=0.9, de;q=0.7, en;q=0.8", Some("en"))]
    #[case("DE-de", Some("de"))]
    #[case("de;q=0, en", Some("en"))]
    #[case("de;q=0", None)]
    #[case("tlh", None)]
    #[case("*", None)]
    #[case("", None)]
    #[case(";;q=,,\u{e9}", None)]
    fn the_browser_gets_the_first_of_its_languages_that_is_there(#[case] accepted: &str, #[case] code: Option<&str>) {
        assert_eq!(negotiated(accepted).map(Language::code), code, "{accepted}");
    }

    #[tokio::test]
    async fn two_requests_at_once_do_not_mix() {
        let german = Language::of("de").unwrap();
        let looks = |language| {
            with_locale(language, async move {
                for _ in 0..100 {
                    assert_eq!(current_locale(), language);
                    tokio::task::yield_now().await;
                }
            })
        };
        tokio::join!(looks(german), looks(Language::ENGLISH));
        assert_eq!(current_locale(), Language::ENGLISH);
    }
}
