//! The sign-up page.

pub const PAGE_TITLE: &str = "Create an account";
pub const FULL_NAME: &str = "Full name";
pub const EMAIL_HINT: &str = "We will send a code there to make sure that it is yours.";
pub const CREATE: &str = "Create account";
pub const HAVE_ACCOUNT: &str = "Already have an account?";

/// Where the account will be.
pub fn text(organisation: &str) -> String {
    format!("It lets you sign in to {organisation}.")
}
