//! Formats dates and times in a language, in the user's time zone if one is chosen, else in UTC.

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
    let known = zone.and_then(|name| Some((name, TimeZone::get(name).ok()?)));
    let (place, zone) = match known {
        Some((name, zone)) => (format!("({name})"), zone),
        None => ("UTC".to_owned(), TimeZone::UTC),
    };
    Ok(format!("{} {place}", formed(&zoned(at, zone)?, wording, "form", "")?))
}

/// Formats like `22 Nov 2026, 10:53`, for tables that name the zone in their head. Otherwise like [`in_words`].
pub fn short(at: Timestamp, zone: Option<&str>, wording: &Wording) -> anyhow::Result<String> {
    let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    formed(&zoned(at, zone)?, wording, "short_form", "short_")
}

/// `prefix` precedes the month in its key in the language files.
fn formed(at: &Zoned, wording: &Wording, form: &str, prefix: &str) -> anyhow::Result<String> {
    let name = MONTHS.get(usize::from(at.month().unsigned_abs()) - 1);
    let month = name.and_then(|name| wording.plain("date", &format!("{prefix}{name}")));
    let words = wording.say("date", form, |part| match part {
        "day" => Some(at.day().to_string()),
        "month" => month.clone(),
        "year" => Some(at.year().to_string()),
        "time" => Some(at.strftime("%H:%M").to_string()),
        _ => None,
    });
    words.context("the form of a date")
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

fn zoned(at: Timestamp, zone: TimeZone) -> anyhow::Result<Zoned> {
    Ok(jiff::Timestamp::from_millisecond(at.0)?.to_zoned(zone))
}

/// Whether a text is the name of one of [`time_zones`].
pub fn is_time_zone(name: &str) -> bool {
    is_place(name) && TimeZone::get(name).is_ok()
}

/// The IANA names of the time zones that a user can choose from, sorted.
pub fn time_zones() -> Vec<String> {
    let mut names: Vec<String> =
        jiff::tz::db().available().map(|name| name.as_str().to_owned()).filter(|name| is_place(name)).collect();
    names.sort();
    names
}

/// Whether a name is that of a place, and not one of the legacy names and offsets that the time zone database also has.
fn is_place(name: &str) -> bool {
    const PARTS: [&str; 10] =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    name.split_once('/').is_some_and(|(part, _)| PARTS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

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

    #[test]
    fn zones_to_choose_are_places() {
        let zones = time_zones();
        assert!(zones.len() > 300, "{}", zones.len());
        for name in ["Europe/Berlin", "America/New_York", "Asia/Kolkata"] {
            assert!(zones.iter().any(|zone| zone == name) && is_time_zone(name), "{name}");
        }
        for name in ["", "UTC", "EST5EDT", "Etc/GMT+3", "Europe/Atlantis"] {
            assert!(!is_time_zone(name), "{name}");
        }
    }
}
