//! The pages of somebody who was invited, before there is an account.

use crate::invitation::InvitationPage;
use domain::Seconds;

pub const PAGE_TITLE: &str = "Your invitation";
pub const TEXT: &str = "Your invitation code is in the message called “Verify your email address”.";
pub const FILLED: &str = "Everything is filled in. Press “Continue” to confirm that this address is yours.";
pub const CODE: &str = "Invitation code";
pub const CODE_HINT: &str = "Ten letters and digits. The dash and small letters do not matter.";
pub const CONTINUE: &str = "Continue";
pub const BACK: &str = "Back to sign in";
pub const ASK: &str = "Ask for a new invitation";
/// Under a countdown.
pub const PAUSED: &str = "Only this is paused. Your invitation is still good; look for the code in the newest message.";

/// Of the page, in the browser's tab.
pub const fn title(page: &InvitationPage) -> &'static str {
    match page {
        InvitationPage::Enter { .. } | InvitationPage::Used | InvitationPage::Unknown => PAGE_TITLE,
        InvitationPage::Confirmed { .. } => confirmed::TITLE,
        InvitationPage::Expired { .. } => PAGE_TITLE,
        InvitationPage::Asked => asked::TITLE,
    }
}

pub fn heading(organisation: &str) -> String {
    format!("Welcome to {organisation}")
}

/// `when` as in `28 November 2026, 10:53 UTC`.
pub fn good_until(when: &str) -> String {
    format!("The code is good until {when}.")
}

pub mod confirmed {
    //! The code was right.
    use super::*;

    pub const TITLE: &str = "Your email address is confirmed";
    pub const BY_CODE: &str = "There is an account for you now. Sign in with a code by email.";
    pub const SIGN_IN: &str = "Sign in";
    pub const NOTHING: &str = "Nothing after a few minutes? Look in spam, or";
    pub const AGAIN: &str = "enter your code again for another one";
    pub const ANOTHER: &str = "Send a new temporary password";
    /// Behind the link of the message.
    pub const ALREADY: &str =
        "We have sent you a temporary password. Sign in with it, or have a new one sent if it has expired.";

    pub fn by_password(good_for: Seconds) -> String {
        let hours = good_for.0 / 3600;
        format!(
            "A message with a temporary password is on its way. It is good for {hours} hours: sign in with it, and you choose your own."
        )
    }
}

pub mod expired {
    //! Too late.
    use super::*;

    pub const TITLE: &str = "This invitation has expired. Please contact us.";

    pub fn text(organisation: &str, good_for: Seconds) -> String {
        let days = good_for.0 / 86_400;
        format!(
            "Invitations are good for {days} days. Ask for a new one, and whoever looks after accounts at {organisation} is told."
        )
    }

    pub fn contact(contact: &str) -> String {
        format!("You reach us at {contact}.")
    }
}

pub mod asked {
    //! After asking for a new one; the same whoever has the address.
    pub const TITLE: &str = "We have passed it on";
    pub const TEXT: &str = "If this address was invited, whoever looks after accounts knows that you would like a new invitation. It comes by email.";
}

pub mod over {
    //! Behind a link that is good for nothing more.
    pub const USED: &str = "This invitation was used already";
    pub const WHEN_USED: &str = "You have an account. Sign in.";
    pub const UNKNOWN: &str = "This link is not known here";
    pub const WHEN_UNKNOWN: &str =
        "Only the newest message has a link that works. Check that all of the address arrived, or enter your code.";
    pub const ENTER: &str = "Enter your code";
}
