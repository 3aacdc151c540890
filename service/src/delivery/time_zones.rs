//! The time zones that users choose from, and what they type to name one.

use domain::Timestamp;
use jiff::tz::TimeZone;

/// The name of the time zone of those who have chosen none and whose browser is unknown.
pub const UTC: &str = "UTC";

/// Whether a text is the name of one of [`time_zones`].
pub fn is_time_zone(name: &str) -> bool {
    is_offered(name) && TimeZone::get(name).is_ok()
}

/// The names of the time zones that a user can choose from, sorted, UTC first.
fn names() -> Vec<String> {
    let mut names: Vec<String> =
        jiff::tz::db().available().map(|name| name.as_str().to_owned()).filter(|name| is_place(name)).collect();
    names.sort();
    names.insert(0, UTC.to_owned());
    names
}

/// The time zones that a user can choose from, as [`named_with_offset`] names them.
pub fn time_zones(now: Timestamp) -> Vec<String> {
    names().iter().map(|name| named_with_offset(name, now)).collect()
}

/// The name of a time zone with its present offset, for people: `Europe/Isle of Man (UTC+00:00)`.
pub fn named_with_offset(name: &str, now: Timestamp) -> String {
    let now = jiff::Timestamp::from_millisecond(now.0).ok().filter(|_| name != UTC);
    let offset = now.zip(TimeZone::get(name).ok()).map(|(now, zone)| now.to_zoned(zone).strftime("%:z").to_string());
    let offset = offset.map(|offset| format!(" (UTC{offset})"));
    format!("{}{}", name.replace('_', " "), offset.unwrap_or_default())
}

/// Finds the time zone that a user means: by its name or by its city, with an offset behind it or without, in capitals
/// or not. `None`: there is none, or more than one.
pub fn find_time_zone(typed: &str) -> Option<String> {
    let name = typed.split_once(" (").map_or(typed, |(name, _)| name);
    let name = name.trim().replace(' ', "_");
    let names = names();
    if let Some(known) = names.iter().find(|known| known.eq_ignore_ascii_case(&name)) {
        return Some(known.clone());
    }
    let is_city = |known: &&String| known.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&name));
    let mut found = names.iter().filter(is_city);
    let first = found.next()?;
    found.next().is_none().then(|| first.clone())
}

fn is_offered(name: &str) -> bool {
    name == UTC || is_place(name)
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

    /// 22 November 2026.
    const NOW: Timestamp = Timestamp(1_795_305_600_000);

    #[test]
    fn zones_to_choose_are_places() {
        let names = names();
        assert!(names.len() > 300, "{}", names.len());
        for name in [UTC, "Europe/Berlin", "America/New_York", "Asia/Kolkata"] {
            assert!(names.iter().any(|zone| zone == name) && is_time_zone(name), "{name}");
        }
        for name in ["", "utc", "EST5EDT", "Etc/GMT+3", "Europe/Atlantis", "undefined"] {
            assert!(!is_time_zone(name), "{name}");
        }
    }

    #[rstest]
    #[case("UTC", "UTC")]
    #[case("Europe/Berlin", "Europe/Berlin (UTC+01:00)")]
    #[case("America/New_York", "America/New York (UTC-05:00)")]
    #[case("Asia/Kolkata", "Asia/Kolkata (UTC+05:30)")]
    fn every_choice_says_its_offset_and_is_found_again(#[case] name: &str, #[case] text: &str) {
        assert_eq!(named_with_offset(name, NOW), text);
        assert!(time_zones(NOW).iter().any(|choice| choice == text));
        assert_eq!(find_time_zone(text).as_deref(), Some(name));
    }

    #[rstest]
    #[case("Berlin", Some("Europe/Berlin"))]
    #[case(" new york ", Some("America/New_York"))]
    #[case("europe/berlin", Some("Europe/Berlin"))]
    #[case("utc", Some("UTC"))]
    #[case("Atlantis", None)]
    #[case("Europe", None)]
    #[case("(", None)]
    fn a_zone_is_found_by_its_city(#[case] typed: &str, #[case] name: Option<&str>) {
        assert_eq!(find_time_zone(typed).as_deref(), name);
    }
}
