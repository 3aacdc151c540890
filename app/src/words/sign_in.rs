//! Texts of the sign-in page.

pub use super::sentences::sign_in::*;
use domain::{Method, Seconds};

/// The label of a tab.
pub fn tab(method: Method) -> &'static str {
    match method {
        Method::EmailCode => TAB_EMAIL_CODE,
        Method::TextCode => TAB_TEXT_CODE,
        Method::Password => TAB_PASSWORD,
        Method::Passkey => TAB_PASSKEY,
    }
    .text()
}

/// The accessible name of the form below the tabs. It differs from the label of the tab, because "Password" is the name
/// of a field.
pub fn panel(method: Method) -> &'static str {
    match method {
        Method::EmailCode => PANEL_EMAIL_CODE,
        Method::TextCode => PANEL_TEXT_CODE,
        Method::Password => PANEL_PASSWORD,
        Method::Passkey => PASSKEY,
    }
    .text()
}

/// The label of a button that leads to a method.
pub fn way(method: Method) -> &'static str {
    match method {
        Method::EmailCode => WAY_EMAIL_CODE,
        Method::TextCode => WAY_TEXT_CODE,
        Method::Password => WAY_PASSWORD,
        Method::Passkey => PASSKEY,
    }
    .text()
}

/// For browsers without JavaScript, where nothing counts down.
pub fn try_again_in(left: Seconds) -> String {
    try_again_in_seconds(left.0)
}
