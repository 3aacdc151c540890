//! Texts of the code screen.

use super::sentences::code;
pub use super::sentences::code::*;
use super::word::{Word, by_name};
use crate::language::time_of_day;
use domain::{Channel, Method, Seconds, Timestamp};

static INSTEAD: [Word; Method::ALL.len()] = by_name(BY_KEY, "instead_", Method::NAMES);

/// The heading: where to look for the code.
pub fn title(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => TITLE_EMAIL,
        Channel::Text => TITLE_TEXT,
    }
    .text()
}

/// What to do while the message is delayed, or if it was not delivered.
pub fn if_wrong(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => IF_WRONG_EMAIL,
        Channel::Text => IF_WRONG_TEXT,
    }
    .text()
}

/// What to do if nothing arrived.
pub fn nothing_there(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => NOTHING_THERE_EMAIL,
        Channel::Text => NOTHING_THERE_TEXT,
    }
    .text()
}

/// The label of a link to another way to sign in.
pub fn instead(method: Method) -> &'static str {
    INSTEAD[method as usize].text()
}

/// Until when a code can be entered, for browsers without JavaScript, where nothing counts down.
pub fn valid_until(at: Timestamp) -> String {
    code::valid_until(time_of_day(at.full_minute()))
}

/// From when on another code can be requested, for browsers without JavaScript.
pub fn resend_at(at: Timestamp, now: Timestamp) -> String {
    code::resend_at(time_of_day(at.rounded_up(now)))
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
