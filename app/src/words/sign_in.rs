//! The sign-in page.

pub const PAGE_TITLE: &str = "Sign in";
pub const EMAIL_ADDRESS: &str = "Email address";
pub const HINT: &str = "We will send a six-digit code. No password needed.";
pub const SEND_CODE: &str = "Send code";
pub const UNTIL_NEXT: &str = "Time until you can ask for a code again";
pub const PAUSED: &str = "Only new codes are paused. A code that already arrived still works.";

pub fn title(organisation: &str) -> String {
    format!("Sign in to {organisation}")
}
