//! The sign-in policy of an organisation. A preset is a named starting point; each setting can be changed on its own.

mod document;
pub mod form;
mod impact;
mod passwords;
mod presets;
mod recovery;
mod second_step;
mod served;
mod session;
mod setting;
mod ways_in;
mod wrong_passwords;

pub use document::Document;
pub use impact::{CredentialGroup, Impact};
pub use presets::{NotAPreset, Preset};
pub use recovery::{Recovery, RecoveryWay};
pub use second_step::{
    NotAWay, SECOND_STEP_RULES, SecondFactor, SecondStep, SecondStepRule, SignedInGroup, StillNeeded,
};
pub use served::{NOT_SERVED, Served};
pub use session::SessionRules;
pub use setting::PolicyError;
pub use ways_in::{FirstSignIn, SignUp};
pub use wrong_passwords::Answer;

use crate::{Method, PasswordRules, Seconds, WrongPassword};

/// Everything that an organisation decides about signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The preset that the policy started from.
    pub preset: Preset,
    /// The sign-in methods; the first one is shown first. Never empty.
    pub methods: Vec<Method>,
    pub sign_up: SignUp,
    pub first_sign_in: FirstSignIn,
    /// Whether a user without a passkey is offered to add one after signing in, if passkeys are a sign-in method.
    pub offer_passkey: bool,
    pub password: PasswordRules,
    pub wrong_password: WrongPassword,
    pub recovery: Recovery,
    pub second_step: SecondStep,
    pub session: SessionRules,
}

/// The rules of one-time codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRules {
    /// How long a code is valid.
    pub good_for: Seconds,
    /// The least time between two codes of one challenge.
    pub resend_after: Seconds,
    /// Attempts after each new code.
    pub attempts: u8,
    /// Codes of one challenge that are valid at once: the newest, and the one that may still be in transit.
    pub live: usize,
}

/// The code rules of every preset.
pub const CODE_RULES: CodeRules =
    CodeRules { good_for: Seconds::minutes(10), resend_after: Seconds::minutes(1), attempts: 5, live: 2 };

/// How long the parts of a recovery by temporary password are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResetRules {
    /// How long the link with which the user confirms the request is valid.
    pub link: Seconds,
    /// How long the temporary password is valid.
    pub password: Seconds,
    /// How long the user may take to choose a new password, once the temporary one was entered.
    pub choosing: Seconds,
}

/// The reset rules of every preset.
pub const RESET_RULES: ResetRules =
    ResetRules { link: Seconds::minutes(30), password: Seconds::hours(1), choosing: Seconds::minutes(30) };

impl Policy {
    /// Whether users can sign in with this method.
    pub fn offers(&self, method: Method) -> bool {
        self.methods.contains(&method)
    }
}

#[cfg(test)]
mod tests;
