//! The pages behind "Forgot password?".

use crate::recovery::Step;
use domain::{Method, Seconds};

pub const PAGE_TITLE: &str = "Forgot your password?";
pub const TEXT: &str = "Enter your email address. We will send you a link to choose a new password.";
pub const RESET_TEXT: &str =
    "Enter your email address twice. We will send you a link to confirm that you want a new password.";
pub const AGAIN: &str = "Confirm email address";
pub const RESET: &str = "Reset";
pub const SEND: &str = "Send instructions";
pub const OR: &str = "Or get in without it";
pub const BACK: &str = "Back to sign in";
/// Under a countdown.
pub const PAUSED: &str = "We sent as many messages as we may for now. Look in your mailbox, also in spam.";

/// Of the page at a step.
pub const fn title(step: Step) -> &'static str {
    match step {
        Step::Help | Step::Ask | Step::AskTwice => PAGE_TITLE,
        Step::Sent { .. } | Step::SentReset { .. } | Step::Confirmed { .. } => sent::TITLE,
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

pub mod reset {
    //! The way by a temporary password.
    use super::*;

    pub const TITLE: &str = "Confirm your password reset";
    /// After the address.
    pub const WILL_SEND: &str =
        "We will send a temporary password to this address. The old password works until you use it.";
    pub const CONFIRM: &str = "Confirm reset";
    pub const ON_ITS_WAY: &str = "A message with a temporary password is on its way.";
    /// What the countdown is for.
    pub const UNTIL_NEXT: &str = "Time until you can ask again";

    pub fn link_is_good_for(good_for: Seconds) -> String {
        let minutes = good_for.0 / 60;
        format!(
            "The link works once, for {minutes} minutes. Confirm behind it, and a temporary password follows in a second message."
        )
    }

    pub fn password_is_good_for(good_for: Seconds) -> String {
        let minutes = good_for.0 / 60;
        format!("It is good for {minutes} minutes. Sign in with it, and you choose a new password at once.")
    }

    /// After the link to ask again.
    pub fn in_time(left: Seconds) -> String {
        format!("in {}", left.clock())
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
    use crate::recovery::Link;

    /// Of the page behind a link, whatever became of it.
    pub const fn page_title(link: &Link) -> &'static str {
        match link {
            Link::Confirm { .. } => super::reset::TITLE,
            _ => super::choose::TITLE,
        }
    }

    pub const USED: &str = "This link was used already";
    pub const WHEN_USED: &str = "A link works once, and ends those before it. If the new password was not chosen by you, choose another one now.";
    pub const OLD: &str = "This link is too old";
    pub const WHEN_OLD: &str = "Links are good for a short time only. Ask for a new one.";
    pub const WHEN_CONFIRMED: &str = "A link works once, and ends those before it. The temporary password that it sent is in your mailbox; if not, ask for a new one.";
    pub const UNKNOWN: &str = "This link is not known here";
    pub const WHEN_UNKNOWN: &str = "Check that all of the address arrived, or ask for a new link.";
    pub const ANOTHER: &str = "Send a new link";
    /// Where no temporary password was typed in this browser, or long ago.
    pub const NO_CHOICE: &str = "Sign in first";
    pub const WHEN_NO_CHOICE: &str = "This page is for whoever signed in with a temporary password a moment ago, in this browser. Sign in with it again, or ask for a new one.";
    pub const ANOTHER_PASSWORD: &str = "Send a new temporary password";
    /// When it ended while the page was open.
    pub const OVER: &str = "This link works no more. Reload the page to ask for a new one.";
}

pub mod changed {
    //! When the new password is saved.
    pub const TITLE: &str = "Your password is changed";
    pub const TEXT: &str = "Everybody who was signed in with the old one is signed out. Sign in with the new password.";
}
