//! Data of onboarding.

use crate::{
    organisation::OrganisationView, page::Screen, page_kind::PageKind, phone::CountryChoice, typed::Typed,
    ui::Received, words,
};
use domain::{
    PasswordRules, Timestamp,
    welcome::{Outcome, Step},
};
use serde::{Deserialize, Serialize};

/// A step of onboarding, and the list of all steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WelcomeScreen {
    pub organisation: OrganisationView,
    pub name: Option<String>,
    pub email: String,
    pub page: WelcomePage,
    pub steps: Vec<StepView>,
    /// Path of the step before this one.
    pub back: Option<String>,
    /// Where the user continues afterwards. Checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    pub typed: Typed,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for WelcomeScreen {
    const KIND: PageKind = PageKind::Welcome;

    fn title(&self) -> String {
        words::titled(words::welcome::PAGE_TITLE, &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WelcomePage {
    Profile {
        /// IANA names.
        time_zones: Vec<String>,
        time_zone: Option<String>,
    },
    Phone {
        /// The verified number, masked.
        verified: Option<String>,
        /// The unverified number of the account, to be filled in. Empty: none.
        number: String,
        countries: Vec<CountryChoice>,
    },
    SecondStep(SecondStepProgress),
    Password {
        /// `None`: the user has already chosen a password.
        rules: Option<PasswordRules>,
    },
    Done,
}

/// What the account has for the second step, and what the user may add.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepProgress {
    /// Where sign-in codes go, masked. `None`: codes are no second factor here.
    pub codes_to: Option<String>,
    /// Whether an authenticator app is set up. `None`: the organisation does not allow them.
    pub authenticator: Option<bool>,
    /// Whether the account has a passkey. `None`: passkeys cannot be used as a second factor here.
    pub passkey: Option<bool>,
    /// How many are left. `None`: the account has no second factor that they could replace.
    pub recovery_codes: Option<u32>,
    /// Whether the account can answer a second step.
    pub is_done: bool,
    /// False if a second step is required and the account has none yet.
    pub may_skip: bool,
    /// Path of this page, for the settings pages to return to.
    pub here: String,
}

impl WelcomePage {
    pub const fn step(&self) -> Step {
        match self {
            WelcomePage::Profile { .. } => Step::Profile,
            WelcomePage::Phone { .. } => Step::Phone,
            WelcomePage::SecondStep(_) => Step::SecondStep,
            WelcomePage::Password { .. } => Step::Password,
            WelcomePage::Done => Step::Done,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    pub step: Step,
    /// `None`: neither done nor skipped.
    pub outcome: Option<Outcome>,
    /// What was saved, if it can be shown.
    pub note: Option<String>,
}
