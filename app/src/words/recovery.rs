//! The page behind "Forgot password?".

use domain::Method;

pub const PAGE_TITLE: &str = "Forgot your password?";
pub const BACK: &str = "Back to sign in";

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
