//! What only a demonstration shows.

pub const TITLE: &str = "Demo";
pub const INBOX: &str = "Open the inbox";
pub const EMAIL: &str = "Email";
pub const FILL_IN: &str = "Fill in";

/// The same for whoever does not see beside which account the button stands.
pub fn fill_in(email: &str) -> String {
    format!("{FILL_IN} {email}")
}
