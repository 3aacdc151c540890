//! Times and country names in each language.

use crate::support::prelude::*;
use app::server::locale::{countries, with_locale, wordings};
use service::delivery::{Wording, moment, short_moment};
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
#[case("en", None, "22 Nov 2026, 10:53")]
#[case("en", Some("Europe/Berlin"), "22 Nov 2026, 11:53")]
#[case("de", None, "22. Nov. 2026, 10:53")]
#[case("de", Some("Nowhere/Nothing"), "22. Nov. 2026, 10:53")]
fn times_in_tables_are_short(#[case] language: &str, #[case] zone: Option<&str>, #[case] words: &str) {
    assert_eq!(short_moment(Timestamp(1_795_344_839_999), zone, &wording(language)).unwrap(), words);
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
