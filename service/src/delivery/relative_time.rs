//! Says how long ago a time was, or how long it will take until then: `2 minutes ago`, `yesterday`, `in 5 days`.

use super::date::zoned;
use super::wording::Wording;
use anyhow::Context as _;
use domain::Timestamp;
use jiff::tz::TimeZone;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
/// Until then, hours say more than the name of the day.
const HOURS_ONLY: i64 = 6 * HOUR;

/// How far `at` is from `now`, in the largest unit that still says enough. Whether it is "yesterday" depends on the
/// time zone; an unknown one means UTC. Fails for times that jiff cannot represent.
pub fn relative_time(at: Timestamp, now: Timestamp, zone: Option<&str>, wording: &Wording) -> anyhow::Result<String> {
    let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let days = i64::from((zoned(at, zone.clone())?.date() - zoned(now, zone)?.date()).get_days());
    let (key, count) = distance((at.0 - now.0) / 1000, days);
    let words = wording.say("relative_time", &key, |name| (name == "count").then(|| count.to_string()));
    words.context("a relative time")
}

/// The key of the sentence and its number. `seconds` and `days` by the calendar are negative in the past.
fn distance(seconds: i64, days: i64) -> (String, i64) {
    let (span, calendar) = (seconds.abs(), days.abs());
    let (unit, count) = match (span, calendar) {
        (..MINUTE, _) => return ("now".to_owned(), 0),
        (..HOUR, _) => ("minutes", span / MINUTE),
        (..HOURS_ONLY, _) | (_, 0) => ("hours", span / HOUR),
        (_, 1) => return (if seconds < 0 { "yesterday" } else { "tomorrow" }.to_owned(), 1),
        (_, ..14) => ("days", calendar),
        (_, ..60) => ("weeks", calendar / 7),
        (_, ..365) => ("months", calendar / 30),
        _ => ("years", calendar / 365),
    };
    (format!("{unit}_{}", if seconds < 0 { "ago" } else { "ahead" }), count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const DAY: i64 = 24 * HOUR;

    #[rstest]
    #[case(0, 0, "now", 0)]
    #[case(-59, 0, "now", 0)]
    #[case(-60, 0, "minutes_ago", 1)]
    // Just before and just after midnight.
    #[case(-120, -1, "minutes_ago", 2)]
    #[case(-HOUR, 0, "hours_ago", 1)]
    #[case(-5 * HOUR, -1, "hours_ago", 5)]
    #[case(-7 * HOUR, -1, "yesterday", 1)]
    #[case(-23 * HOUR, 0, "hours_ago", 23)]
    #[case(-2 * DAY, -2, "days_ago", 2)]
    #[case(-13 * DAY, -13, "days_ago", 13)]
    #[case(-15 * DAY, -15, "weeks_ago", 2)]
    #[case(-61 * DAY, -61, "months_ago", 2)]
    #[case(-364 * DAY, -364, "months_ago", 12)]
    #[case(-800 * DAY, -800, "years_ago", 2)]
    #[case(300, 0, "minutes_ahead", 5)]
    #[case(25 * HOUR, 1, "tomorrow", 1)]
    #[case(5 * DAY, 5, "days_ahead", 5)]
    fn a_time_is_told_in_the_unit_that_says_most(
        #[case] seconds: i64,
        #[case] days: i64,
        #[case] key: &str,
        #[case] count: i64,
    ) {
        assert_eq!(distance(seconds, days), (key.to_owned(), count));
    }
}
