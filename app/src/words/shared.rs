//! Texts of several screens.

use super::sentences::shared;
pub use super::sentences::shared::*;
use domain::Seconds;
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

/// The label of a button that is still disabled: `Sign in in 0:04`.
pub fn in_time(label: &str, left: Seconds) -> String {
    shared::in_time(label, left.clock())
}
