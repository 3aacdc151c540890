//! The page that does not exist.

pub const TITLE: &str = "This page does not exist";
pub const TEXT: &str = "The address may be old or mistyped. Nothing of yours has changed.";
pub const TO_SIGN_IN: &str = "Go to sign in";
pub const TO_ACCOUNT: &str = "Your account";
