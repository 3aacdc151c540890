//! Formats dates and times in a language, in a time zone; UTC if none is known.

use super::time_zones::UTC;
use super::wording::Wording;
use anyhow::Context as _;
use domain::Timestamp;
use jiff::{ToSpan as _, Zoned, civil::Date, tz::TimeZone};

/// The keys of the months in the language files.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Formats like `22 November 2026, 10:53 UTC`, or with a zone (IANA name) `22 November 2026, 11:53 (Europe/Berlin)`. An
/// unknown zone means UTC. Fails for times that jiff cannot represent (outside the years -9999 to 9999).
pub fn in_words(at: Timestamp, zone: Option<&str>, wording: &Wording) -> anyhow::Result<String> {
    let known = zone.filter(|name| *name != UTC).and_then(|name| Some((name, TimeZone::get(name).ok()?)));
    let (place, zone) = match known {
        Some((name, zone)) => (format!("({name})"), zone),
        None => (UTC.to_owned(), TimeZone::UTC),
    };
    Ok(format!("{} {place}", formed(&zoned(at, zone)?, wording)?))
}

fn formed(at: &Zoned, wording: &Wording) -> anyhow::Result<String> {
    let name = MONTHS.get(usize::from(at.month().unsigned_abs()) - 1);
    let month = name.and_then(|name| wording.plain("date", name));
    let words = wording.say("date", "form", |part| match part {
        "day" => Some(at.day().to_string()),
        "month" => month.clone(),
        "year" => Some(at.year().to_string()),
        "time" => Some(at.strftime("%H:%M").to_string()),
        _ => None,
    });
    words.context("the form of a date")
}

/// Formats like `04:36 CET`, with the seconds if there are any. A time zone without an abbreviation is named by its
/// offset: `04:36 UTC-03:00`. `zone` is as for [`in_words`]. Fails for times that jiff cannot represent.
pub fn time_of_day(at: Timestamp, zone: Option<&str>) -> anyhow::Result<String> {
    let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let at = zoned(at, zone)?;
    let time = if at.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    let name = at.strftime("%Z").to_string();
    let name = if name.starts_with(['+', '-']) { format!("UTC{}", at.strftime("%:z")) } else { name };
    Ok(format!("{} {name}", at.strftime(time)))
}

/// When the day `later` days after a day like `2026-11-22` begins in a zone. An unknown zone means UTC. `None`: `day`
/// is not such a date, or the result is out of range.
pub fn start_of_day(day: &str, later: i32, zone: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day: Date = day.parse().ok().filter(|_| day.len() == 10)?;
    let day = day.checked_add(later.days()).ok()?;
    Some(Timestamp(day.to_zoned(zone).ok()?.timestamp().as_millisecond()))
}

/// Formats in RFC 3339, in UTC. Fails for times that jiff cannot represent (outside the years -9999 to 9999).
pub fn rfc3339(at: Timestamp) -> anyhow::Result<String> {
    Ok(jiff::Timestamp::from_millisecond(at.0)?.to_string())
}

/// Reads a time in RFC 3339. `None`: it is none.
pub fn read_rfc3339(text: &str) -> Option<Timestamp> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(at.as_millisecond()))
}

pub(super) fn zoned(at: Timestamp, zone: TimeZone) -> anyhow::Result<Zoned> {
    Ok(jiff::Timestamp::from_millisecond(at.0)?.to_zoned(zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(1_795_305_600_000, None, "00:00 UTC")]
    #[case(1_795_305_608_000, Some("UTC"), "00:00:08 UTC")]
    #[case(1_795_305_600_000, Some("Europe/Berlin"), "01:00 CET")]
    #[case(1_795_305_600_000, Some("Asia/Kolkata"), "05:30 IST")]
    #[case(1_795_305_600_000, Some("America/Sao_Paulo"), "21:00 UTC-03:00")]
    #[case(1_795_305_600_000, Some("Europe/Atlantis"), "00:00 UTC")]
    fn a_time_of_day_names_its_zone(#[case] at: i64, #[case] zone: Option<&str>, #[case] text: &str) {
        assert_eq!(time_of_day(Timestamp(at), zone).unwrap(), text);
    }

    #[rstest]
    #[case("2026-11-22", 0, "UTC", Some(1_795_305_600_000))]
    #[case("2026-11-22", 1, "UTC", Some(1_795_392_000_000))]
    #[case("2026-11-22", 0, "Europe/Berlin", Some(1_795_302_000_000))]
    #[case("2026-02-30", 0, "UTC", None)]
    #[case("9999-12-31", 1, "UTC", None)]
    #[case("22.11.2026", 0, "UTC", None)]
    fn a_day_begins_by_the_clock_of_its_place(
        #[case] day: &str,
        #[case] later: i32,
        #[case] zone: &str,
        #[case] at: Option<i64>,
    ) {
        assert_eq!(start_of_day(day, later, zone), at.map(Timestamp));
    }

    #[test]
    fn a_time_beyond_all_years_has_no_words() {
        assert!(in_words(Timestamp(i64::MAX), None, &Wording::of("en", &[])).is_err());
    }
}
