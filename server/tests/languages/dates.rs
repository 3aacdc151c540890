//! Times and country names in each language.

use crate::support::prelude::*;
use app::server::locale::{countries, with_locale, wordings};
use service::delivery::{Wording, moment, relative_time};
use service::phone_numbers::PhoneNumbers;

fn wording(language: &str) -> Wording {
    wordings().into_iter().find(|wording| wording.code == language).unwrap()
}

#[rstest]
#[case("en", 1_795_344_839_999, None, "22 November 2026, 10:53 UTC")]
#[case("en", 0, None, "1 January 1970, 00:00 UTC")]
#[case("en", 1_709_164_799_999, None, "28 February 2024, 23:59 UTC")]
#[case("en", 1_709_164_800_000, None, "29 February 2024, 00:00 UTC")]
#[case("de", 1_709_164_800_000, None, "29. Februar 2024, 00:00 UTC")]
#[case("de", 1_772_366_400_000, Some("Europe/Berlin"), "1. März 2026, 13:00 (Europe/Berlin)")]
#[case("en", 1_795_344_839_999, Some("Europe/Berlin"), "22 November 2026, 11:53 (Europe/Berlin)")]
#[case("en", 1_795_344_839_999, Some("Nowhere/Nothing"), "22 November 2026, 10:53 UTC")]
fn times_read_as_people_write_them(
    #[case] language: &str,
    #[case] at: i64,
    #[case] zone: Option<&str>,
    #[case] words: &str,
) {
    assert_eq!(moment(Timestamp(at), zone, &wording(language)).unwrap(), words);
}

#[rstest]
#[case("en", -30, "just now")]
#[case("en", -60, "1 minute ago")]
#[case("en", -7_200, "2 hours ago")]
#[case("en", -86_400, "yesterday")]
#[case("en", 432_000, "in 5 days")]
#[case("de", -120, "vor 2 Minuten")]
#[case("de", -86_400, "gestern")]
#[case("de", -2_592_000, "vor 4 Wochen")]
#[case("de", 86_400, "morgen")]
#[case("de", 7_776_000, "in 3 Monaten")]
fn times_are_told_by_how_far_they_are(#[case] language: &str, #[case] seconds: i64, #[case] words: &str) {
    let now = Timestamp(1_795_344_839_999);
    let at = Timestamp(now.0 + seconds * 1000);
    assert_eq!(relative_time(at, now, None, &wording(language)).unwrap(), words);
}

#[test]
fn yesterday_is_another_day_where_the_user_is() {
    // 10:53 UTC is 23:53 in Auckland. Eleven hours earlier it was still the day before in UTC.
    let now = Timestamp(1_795_344_839_999);
    let at = Timestamp(now.0 - 11 * 3_600_000);
    assert_eq!(relative_time(at, now, None, &wording("en")).unwrap(), "yesterday");
    assert_eq!(relative_time(at, now, Some("Pacific/Auckland"), &wording("en")).unwrap(), "11 hours ago");
}

#[tokio::test]
async fn every_country_has_a_name_in_every_language() {
    let letters = 'A'..='Z';
    let codes = letters.clone().flat_map(|one| letters.clone().map(move |two| format!("{one}{two}")));
    let numbers = PhoneNumbers::of(codes.filter_map(|code| code.parse().ok()).collect());
    for language in app::language::Language::all() {
        let choices = with_locale(language, async { countries(&numbers) }).await;
        assert!(choices.len() > 240);
        for choice in choices {
            assert!(choice.name.chars().count() > 2, "{} has no name in {}", choice.code, language.code());
        }
    }
}
