//! Texts of several screens.

use super::sentences::shared;
pub use super::sentences::shared::*;
use crate::language::time_of_day;
use domain::{Seconds, Timestamp};
use std::fmt::Display;

/// The title of an organisation's page.
pub fn titled(title: impl Display, organisation: &str) -> String {
    format!("{title} · {organisation}")
}

/// The unit shown below a countdown, depending on the time left.
pub fn unit_of(left: Seconds) -> &'static str {
    match left.0 {
        3601.. => HOURS_LEFT,
        60.. => MINUTES_LEFT,
        _ => SECONDS_LEFT,
    }
    .text()
}

/// From when on something works again, for browsers without JavaScript, where nothing counts down.
pub fn try_again_at(at: Timestamp, now: Timestamp) -> String {
    shared::try_again_at(time_of_day(at.rounded_up(now)))
}

/// The label of a button that is still disabled: `Try again in 0:04`.
pub fn in_time(left: Seconds) -> String {
    shared::in_time(left.clock())
}
