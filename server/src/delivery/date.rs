//! Dates and times as messages write them: UTC, because nobody knows where they will be read.

use domain::Timestamp;
use time::{OffsetDateTime, error::ComponentRange};

/// `22 November 2026, 10:53 UTC`.
pub fn in_words(at: Timestamp) -> Result<String, ComponentRange> {
    let at = utc(at)?;
    Ok(format!("{} {} {}, {:02}:{:02} UTC", at.day(), at.month(), at.year(), at.hour(), at.minute()))
}

/// Fails beyond the years that people write down.
pub fn utc(at: Timestamp) -> Result<OffsetDateTime, ComponentRange> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(1_795_344_839_999, "22 November 2026, 10:53 UTC")]
    #[case(0, "1 January 1970, 00:00 UTC")]
    #[case(1_709_164_799_999, "28 February 2024, 23:59 UTC")]
    #[case(1_709_164_800_000, "29 February 2024, 00:00 UTC")]
    fn times_read_as_people_write_them(#[case] at: i64, #[case] words: &str) {
        assert_eq!(in_words(Timestamp(at)).unwrap(), words);
    }

    #[test]
    fn a_time_beyond_all_years_has_no_words() {
        assert!(in_words(Timestamp(i64::MAX)).is_err());
    }
}
