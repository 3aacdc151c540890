//! The pages behind "Forgot password?".

use crate::recovery::Step;
use domain::{Method, Seconds};

pub const PAGE_TITLE: &str = "Forgot your password?";
pub const TEXT: &str = "Enter your email address. We will send you a link to choose a new password.";
pub const SEND: &str = "Send instructions";
pub const OR: &str = "Or get in without it";
pub const BACK: &str = "Back to sign in";
/// Under a countdown.
pub const PAUSED: &str = "We sent as many messages as we may for now. Look in your mailbox, also in spam.";

/// Of the page at a step.
pub const fn title(step: Step) -> &'static str {
    match step {
        Step::Help | Step::Ask => PAGE_TITLE,
        Step::Sent { .. } => sent::TITLE,
        Step::Changed => changed::TITLE,
    }
}

/// What gets people in without it.
pub const fn instead(method: Method) -> &'static str {
    match method {
        Method::EmailCode => "You can get in without it: a code by email is enough.",
        Method::TextCode => "You can get in without it: a code by text is enough.",
        Method::Password => "You can get in another way.",
    }
}

/// Where only a password gets anybody in.
pub fn ask(organisation: &str) -> String {
    format!("Ask whoever looks after accounts at {organisation}. They can let you in again.")
}

pub mod sent {
    //! After the message was asked for; the same whether or not anybody has the address.
    use super::*;

    pub const TITLE: &str = "Check your email";
    pub const IF: &str = "If";
    pub const HAS: &str = "has an account here, a message with a link is on its way.";
    pub const IF_ANYBODY: &str = "If that address has an account here, a message with a link is on its way.";
    pub const NOTHING: &str = "Nothing after a few minutes? Look in spam, or";
    pub const AGAIN: &str = "ask again";

    pub fn good_for(good_for: Seconds) -> String {
        let minutes = good_for.0 / 60;
        format!("The link works once, for {minutes} minutes. Your old password stays good until you save a new one.")
    }
}

pub mod choose {
    //! Behind the link.
    pub const TITLE: &str = "Choose a new password";
    /// Before the address.
    pub const FOR: &str = "For";
    pub const EVERYWHERE: &str = "Everybody who is signed in with it will be signed out.";
    /// Under a countdown.
    pub const PAUSED: &str = "Too many new passwords were chosen from your network.";
}

pub mod link {
    //! Behind a link that works no more.
    pub const USED: &str = "This link was used already";
    pub const WHEN_USED: &str = "A link works once, and ends those before it. If the new password was not chosen by you, choose another one now.";
    pub const OLD: &str = "This link is too old";
    pub const WHEN_OLD: &str = "Links are good for a short time only. Ask for a new one.";
    pub const UNKNOWN: &str = "This link is not known here";
    pub const WHEN_UNKNOWN: &str = "Check that all of the address arrived, or ask for a new link.";
    pub const ANOTHER: &str = "Send a new link";
    /// When it ended while the page was open.
    pub const OVER: &str = "This link works no more. Reload the page to ask for a new one.";
}

pub mod changed {
    //! When the new password is saved.
    pub const TITLE: &str = "Your password is changed";
    pub const TEXT: &str = "Everybody who was signed in with the old one is signed out. Sign in with the new password.";
}
