//! What the first visit shows.

use crate::{
    organisation::OrganisationView,
    page::{PageKind, Screen},
    phone::CountryChoice,
    typed::Typed,
    ui::Received,
    words,
};
use domain::{
    PasswordRules, Timestamp,
    welcome::{Outcome, Step},
};
use serde::{Deserialize, Serialize};

/// One step of the first visit, with all of them beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WelcomeScreen {
    pub organisation: OrganisationView,
    pub name: Option<String>,
    pub email: String,
    pub page: WelcomePage,
    pub steps: Vec<StepView>,
    /// The step before this one.
    pub back: Option<String>,
    /// Where the person wants to go afterwards; checked against the organisation's list.
    pub return_to: Option<String>,
    pub typed: Typed,
    /// The server's clock when this was made.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for WelcomeScreen {
    const KIND: PageKind = PageKind::Welcome;

    fn title(&self) -> String {
        words::titled(words::welcome::PAGE_TITLE, &self.organisation.name)
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
        /// Masked; verified already.
        verified: Option<String>,
        /// What an admin wrote down.
        number: String,
        countries: Vec<CountryChoice>,
    },
    SecondStep(SecondStepProgress),
    Password {
        /// `None`: there is one already.
        rules: Option<PasswordRules>,
    },
    Done,
}

/// What somebody has for the second step, and what they may add.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepProgress {
    /// Where a code goes, masked; `None`: no codes are sent.
    pub codes_to: Option<String>,
    /// Whether there is one; `None`: nobody has one here.
    pub authenticator: Option<bool>,
    /// The same of passkeys.
    pub passkey: Option<bool>,
    /// How many are left; `None`: there is nothing that they would stand in for.
    pub recovery_codes: Option<u32>,
    /// Whether there is what a sign-in may ask for.
    pub is_done: bool,
    /// Not where the organisation asks it of everybody.
    pub may_skip: bool,
    /// This page, for whoever comes back to it.
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
    /// `None`: still to be taken.
    pub outcome: Option<Outcome>,
    /// What was saved, where that can be shown.
    pub note: Option<String>,
}
