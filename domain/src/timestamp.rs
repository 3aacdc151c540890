//! Points in time and durations, as whole numbers that are the same in database, server and browser.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// A duration in whole seconds, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seconds(pub u32);

impl Timestamp {
    /// The whole seconds since 1970, as signed statements say the time.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The full minute at which or before which this time is.
    pub const fn full_minute(self) -> Self {
        Timestamp(self.0.saturating_sub(self.0.rem_euclid(60_000)))
    }

    /// A time at which this one has passed for certain, as people read it: the next full minute, or if at most a minute
    /// is left at `now`, the next full second.
    pub fn rounded_up(self, now: Timestamp) -> Self {
        let unit = if self.left_at(now) <= Seconds::minutes(1) { 1_000 } else { 60_000 };
        let at = self.0.saturating_add(unit - 1);
        Timestamp(at - at.rem_euclid(unit))
    }

    /// The time from `now` until `self`, rounded up so that it never reads 0 too early; 0 once it has passed.
    pub fn left_at(self, now: Timestamp) -> Seconds {
        let milliseconds = self.0.saturating_sub(now.0).max(0);
        Seconds(u32::try_from(milliseconds.saturating_add(999) / 1000).unwrap_or(u32::MAX))
    }
}

impl Seconds {
    /// A duration of so many minutes.
    pub const fn minutes(minutes: u32) -> Self {
        Seconds(minutes * 60)
    }

    /// A duration of so many hours.
    pub const fn hours(hours: u32) -> Self {
        Seconds(hours * 3600)
    }

    /// A duration of so many days.
    pub const fn days(days: u32) -> Self {
        Seconds(days * 86_400)
    }

    const fn milliseconds(self) -> i64 {
        self.0 as i64 * 1000
    }

    /// The duration as a clock shows it: `9:58`, `60:00`, and `1:00:01` beyond an hour.
    pub fn clock(self) -> String {
        let (hours, minutes, seconds) = match self.0 {
            0..=3600 => (0, self.0 / 60, self.0 % 60),
            _ => (self.0 / 3600, self.0 / 60 % 60, self.0 % 60),
        };
        if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
    }
}

impl Add<Seconds> for Timestamp {
    type Output = Timestamp;

    fn add(self, span: Seconds) -> Timestamp {
        Timestamp(self.0.saturating_add(span.milliseconds()))
    }
}

impl Add for Seconds {
    type Output = Seconds;

    fn add(self, other: Seconds) -> Seconds {
        Seconds(self.0.saturating_add(other.0))
    }
}

impl Sub<Seconds> for Timestamp {
    type Output = Timestamp;

    fn sub(self, span: Seconds) -> Timestamp {
        Timestamp(self.0.saturating_sub(span.milliseconds()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "0:00")]
    #[case(59, "0:59")]
    #[case(600, "10:00")]
    #[case(3599, "59:59")]
    #[case(3600, "60:00")]
    #[case(3661, "1:01:01")]
    fn spans_read_like_a_clock(#[case] seconds: u32, #[case] text: &str) {
        assert_eq!(Seconds(seconds).clock(), text);
    }

    #[rstest]
    #[case(16_560_000, 16_560_000, 16_560_000, 16_560_000)]
    #[case(16_567_001, 16_560_000, 16_560_000, 16_568_000)]
    #[case(16_560_001, 0, 16_560_000, 16_620_000)]
    #[case(-1, -120_000, -60_000, 0)]
    fn a_time_is_rounded_down_or_if_something_begins_then_up(
        #[case] at: i64,
        #[case] now: i64,
        #[case] down: i64,
        #[case] up: i64,
    ) {
        assert_eq!(Timestamp(at).full_minute(), Timestamp(down));
        assert_eq!(Timestamp(at).rounded_up(Timestamp(now)), Timestamp(up));
    }

    #[test]
    fn the_time_left_is_rounded_up_and_never_negative() {
        assert_eq!(Timestamp(1001).left_at(Timestamp(0)), Seconds(2));
        assert_eq!(Timestamp(1000).left_at(Timestamp(0)), Seconds(1));
        assert_eq!(Timestamp(0).left_at(Timestamp(5)), Seconds(0));
        assert_eq!(Timestamp(i64::MAX).left_at(Timestamp(i64::MIN)), Seconds(u32::MAX));
    }
}
