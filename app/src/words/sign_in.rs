//! The sign-in page.

pub use super::sentences::sign_in::*;
use domain::{Method, Seconds};

/// What a tab says.
pub fn tab(method: Method) -> &'static str {
    match method {
        Method::EmailCode => TAB_EMAIL_CODE,
        Method::TextCode => TAB_TEXT_CODE,
        Method::Password => TAB_PASSWORD,
        Method::Passkey => TAB_PASSKEY,
    }
    .text()
}

/// What the form below the tabs is. Not the tab's own words: "Password" is the name of a field.
pub fn panel(method: Method) -> &'static str {
    match method {
        Method::EmailCode => PANEL_EMAIL_CODE,
        Method::TextCode => PANEL_TEXT_CODE,
        Method::Password => PANEL_PASSWORD,
        Method::Passkey => PASSKEY,
    }
    .text()
}

/// A button that leads to a way in.
pub fn way(method: Method) -> &'static str {
    match method {
        Method::EmailCode => WAY_EMAIL_CODE,
        Method::TextCode => WAY_TEXT_CODE,
        Method::Password => WAY_PASSWORD,
        Method::Passkey => PASSKEY,
    }
    .text()
}

/// For whoever has no script that counts it down.
pub fn try_again_in(left: Seconds) -> String {
    try_again_in_seconds(left.0)
}
