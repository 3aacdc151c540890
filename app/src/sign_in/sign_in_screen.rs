//! The data of the sign-in page.

use crate::{
    organisation::OrganisationView,
    paths,
    submission::FormDraft,
    ui::{CountryChoice, Received},
};
use domain::{Method, Timestamp};
use serde::{Deserialize, Serialize};

/// The data of the sign-in page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInScreen {
    pub organisation: OrganisationView,
    /// The methods that have a form, the one last used in this browser first. Never empty.
    pub methods: Vec<Method>,
    pub selected: Method,
    /// Whether the page starts with the method that was last used in this browser: the first of `methods`, or the
    /// passkey.
    pub is_remembered: bool,
    /// `None` if passkeys are not offered here.
    pub passkey: Option<PasskeyButtonPosition>,
    pub may_sign_up: bool,
    /// Whether the page links to the entry of an invitation code.
    pub asks_for_code: bool,
    /// Countries to which texts are sent. Empty if text codes are not offered.
    pub countries: Vec<CountryChoice>,
    /// Where the user wants to go after signing in, checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    /// The email address of the account that is signed in in this browser.
    pub signed_in_as: Option<String>,
    /// The accounts of a demonstration. Empty elsewhere.
    pub demo: Vec<DemoAccount>,
    pub draft: FormDraft,
    /// The server's time when the data was made.
    pub now: Timestamp,
    /// When the data arrived, by the browser's monotonic clock.
    #[serde(skip)]
    pub received: Received,
}

impl SignInScreen {
    /// The path of the page with this method selected.
    pub fn path_of(&self, method: Method) -> String {
        paths::with_return_to(paths::sign_in_with(&self.organisation, method), self.return_to.as_deref())
    }
}

/// The position of the passkey button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyButtonPosition {
    /// Below the other methods.
    Below,
    /// Above the other methods, because the organisation lists it first.
    Above,
    /// Above the other methods, because it was last used in this browser.
    Remembered,
}

/// An account of a demonstration. All values are invented, including the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub email: String,
    pub phone: String,
    pub password: String,
}
