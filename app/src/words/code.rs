//! The code screen.

use domain::{Channel, Seconds};

pub const PAGE_TITLE: &str = "Enter your code";
pub const SENT_TO: &str = "Enter the code we sent to";
pub const CHANGE: &str = "Change";
pub const INPUT: &str = "6-digit code";
pub const VERIFY: &str = "Verify code";
pub const GOOD_FOR: &str = "Good for";
pub const TIME_LEFT: &str = "Time left";
pub const EXPIRED: &str = "Code expired";
pub const RESEND: &str = "Resend";
pub const SENDING: &str = "Sending…";
pub const SENT_AGAIN: &str = "Sent again";
/// What is read aloud when a code went out.
pub const SENT: &str = "Code sent.";
pub const START_AGAIN: &str = "start again";
pub const UNTIL_NEXT: &str = "Time until you can try again";
pub const PAUSED: &str = "Your account is fine. Only codes are paused.";
pub const DELAYED: &str = "The email has not left yet";
pub const DELAYED_TEXT: &str = "Our mail server is not answering. We are still trying; it arrives by itself.";
pub const TEXT_DELAYED: &str = "The text has not left yet";
pub const TEXT_DELAYED_TEXT: &str = "Our carrier is not answering. We are still trying; it arrives by itself.";
pub const UNDELIVERED: &str = "The text did not arrive";
pub const UNDELIVERED_TEXT: &str = "The carrier could not deliver it. Check the number, or sign in another way.";

/// Where to look.
pub const fn title(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Check your email",
        Channel::Text => "Check your phone",
    }
}

/// What to do when nothing came; followed by `START_AGAIN`.
pub const fn nothing_there(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Nothing there? Look in spam, or",
        Channel::Text => "Nothing there? Check the number, or",
    }
}

pub mod elsewhere {
    //! When the code was asked for in another browser, or long ago.
    pub const TITLE: &str = "Ask for a new code";
    pub const TEXT: &str =
        "A code only works in the browser that asked for it, and this one did not, or it was a while ago.";
    pub const TO_SIGN_IN: &str = "Go to sign in";
}

pub fn resend_in(left: Seconds) -> String {
    format!("Resend in {}", left.clock())
}

/// What is read aloud at a few moments, and nothing between them.
pub fn time_left(left: Seconds) -> Option<&'static str> {
    match left.0 {
        60 => Some("One minute left."),
        30 => Some("30 seconds left."),
        10 => Some("10 seconds left."),
        0 => Some("The code has expired. You can ask for a new one."),
        _ => None,
    }
}
