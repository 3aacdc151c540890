//! Texts of the code screen.

pub use super::sentences::code::*;
use domain::{Channel, Seconds};

/// The heading: where to look for the code.
pub fn title(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => TITLE_EMAIL,
        Channel::Text => TITLE_TEXT,
    }
    .text()
}

/// What to do while the message is delayed, or if it was not delivered. `START_AGAIN` follows.
pub fn if_wrong(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => IF_WRONG_EMAIL,
        Channel::Text => IF_WRONG_TEXT,
    }
    .text()
}

/// What to do if nothing arrived. `START_AGAIN` follows.
pub fn nothing_there(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => NOTHING_THERE_EMAIL,
        Channel::Text => NOTHING_THERE_TEXT,
    }
    .text()
}

pub fn resend_in(left: Seconds) -> String {
    resend_after(left.clock())
}

/// The text for screen readers at a few moments; `None` at all others.
pub fn time_left(left: Seconds) -> Option<&'static str> {
    match left.0 {
        60 => Some(A_MINUTE_LEFT.text()),
        30 => Some(HALF_A_MINUTE_LEFT.text()),
        10 => Some(TEN_SECONDS_LEFT.text()),
        0 => Some(HAS_EXPIRED.text()),
        _ => None,
    }
}
