//! The rules of one organisation. A preset is a named starting point; each setting can be changed on its own.

mod document;
pub mod form;
mod presets;
mod second_step;
mod served;

pub use document::{Document, PolicyError};
pub use presets::{NotAPreset, Preset};
pub use second_step::{NotAWay, SECOND_STEP_RULES, SecondStep, SecondStepRule, SecondStepWay, StillNeeded};
pub use served::{NOT_SERVED, Served};

use crate::{Method, PasswordRules, Seconds, WrongPassword, session::SessionRules};
use serde::{Deserialize, Serialize};

/// Everything that an organisation decides about signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What it started from.
    pub preset: Preset,
    /// The ways in, the one shown first at the front. Never empty.
    pub methods: Vec<Method>,
    pub sign_up: SignUp,
    pub first_sign_in: FirstSignIn,
    pub password: PasswordRules,
    pub wrong_password: WrongPassword,
    pub recovery: Recovery,
    pub second_step: SecondStep,
    pub session: SessionRules,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUp {
    Open,
    Invitation,
}

/// How somebody gets in first who was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstSignIn {
    /// A code proves the address; then there is an account.
    InvitationCode,
    /// The account is there at once, with a password made by the system that lets in until it is replaced or its time is over.
    TemporaryPassword,
}

/// The way back in after a forgotten password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// A message with a link to a page where a new one is chosen.
    Link { good_for: Seconds },
    /// A password made by the system, which is good for nothing but choosing a new one.
    TemporaryPassword,
}

/// How codes behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRules {
    /// How long a code is good for.
    pub good_for: Seconds,
    /// A new one at most this often, per browser's challenge.
    pub resend_after: Seconds,
    /// Wrong tries per code.
    pub tries: u8,
    /// Codes of one challenge that may be live at once: the newest and the one still in transit.
    pub live: usize,
}

/// The same in every preset.
pub const CODE_RULES: CodeRules =
    CodeRules { good_for: Seconds::minutes(10), resend_after: Seconds::minutes(1), tries: 5, live: 2 };

/// How the way back in by a temporary password behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResetRules {
    /// How long the link that asks to confirm is good.
    pub link: Seconds,
    /// How long the temporary password is good.
    pub password: Seconds,
    /// How long a browser may take to choose the real one.
    pub choosing: Seconds,
}

/// The same in every preset.
pub const RESET_RULES: ResetRules =
    ResetRules { link: Seconds::minutes(30), password: Seconds::hours(1), choosing: Seconds::minutes(30) };

impl Policy {
    pub fn offers(&self, method: Method) -> bool {
        self.methods.contains(&method)
    }

    /// Whether it leaves somebody without a way in.
    pub fn shuts_out(&self, lacking: Lacking) -> bool {
        match (self.offers(Method::EmailCode), self.offers(Method::Password), self.offers(Method::TextCode)) {
            (true, ..) => false,
            (_, true, true) => lacking.both,
            (_, true, false) => lacking.password,
            (_, false, _) => lacking.phone,
        }
    }
}

/// Whether there are people who lack what a way in takes. Everybody has an email address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    pub password: bool,
    /// A verified number, or texts that would go there.
    pub phone: bool,
    /// Some lack both at once.
    pub both: bool,
}

#[cfg(test)]
mod tests;
