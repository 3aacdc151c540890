//! Texts of the code screen.

use super::Word;
pub use super::sentences::code::*;
use crate::sign_in::Delivery;
use domain::{Channel, Seconds};

/// The heading: where to look for the code.
pub fn title(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => TITLE_EMAIL,
        Channel::Text => TITLE_TEXT,
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

/// Title and text about a message that is delayed or was not delivered; `None` if there is no problem. `beside` is the
/// delivery by the other channel, if the code was sent by both.
pub fn trouble(channel: Channel, delivery: Delivery, beside: Option<Delivery>) -> Option<(Word, Word)> {
    use Delivery::{Delayed, Expected, Undelivered};
    let other = match channel {
        Channel::Email => Channel::Text,
        Channel::Text => Channel::Email,
    };
    Some(match (delivery, beside) {
        (Expected, None | Some(Expected)) => return None,
        (Delayed, None) => (late(channel), if channel == Channel::Email { DELAYED_TEXT } else { TEXT_DELAYED_TEXT }),
        (Undelivered, None) => {
            (lost(channel), if channel == Channel::Email { EMAIL_UNDELIVERED_TEXT } else { UNDELIVERED_TEXT })
        }
        (Delayed, Some(Delayed)) => (NEITHER_LEFT, NEITHER_LEFT_TEXT),
        (Undelivered, Some(Undelivered)) => (NEITHER_ARRIVED, NEITHER_ARRIVED_TEXT),
        (Delayed, Some(Expected)) => (late(channel), good(other)),
        (Expected, Some(Delayed)) => (late(other), good(channel)),
        (Undelivered, Some(Expected)) => (lost(channel), good(other)),
        (Expected, Some(Undelivered)) => (lost(other), good(channel)),
        (Undelivered, Some(Delayed)) => (lost(channel), on_its_way(other)),
        (Delayed, Some(Undelivered)) => (lost(other), on_its_way(channel)),
    })
}

const fn late(channel: Channel) -> Word {
    match channel {
        Channel::Email => DELAYED,
        Channel::Text => TEXT_DELAYED,
    }
}

const fn lost(channel: Channel) -> Word {
    match channel {
        Channel::Email => EMAIL_UNDELIVERED,
        Channel::Text => UNDELIVERED,
    }
}

const fn good(channel: Channel) -> Word {
    match channel {
        Channel::Email => GOOD_BY_EMAIL,
        Channel::Text => GOOD_BY_TEXT,
    }
}

const fn on_its_way(channel: Channel) -> Word {
    match channel {
        Channel::Email => EMAIL_ON_ITS_WAY,
        Channel::Text => TEXT_ON_ITS_WAY,
    }
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
