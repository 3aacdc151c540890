//! Texts of the onboarding.

use super::Word;
pub use super::sentences::onboarding::*;
use super::settings::{authenticator, second_step as second_step_settings};
use domain::onboarding::{Outcome, Step};
use domain::policy::SecondFactor;

/// The name of a step in the list of steps.
pub const fn name(step: Step) -> Word {
    match step {
        Step::Profile => PROFILE,
        Step::Phone => PHONE_STEP,
        Step::SecondStep => second_step_settings::SECTION,
        Step::Password => PASSWORD_STEP,
        Step::Done => DONE,
    }
}

/// The note below a step in the list.
pub const fn note(outcome: Outcome) -> Word {
    match outcome {
        Outcome::Done => SAVED,
        Outcome::Skipped => SKIPPED,
    }
}

pub const fn title(step: Step) -> Word {
    match step {
        Step::Profile => PROFILE_TITLE,
        Step::Phone => PHONE_TITLE,
        Step::SecondStep => SECOND_STEP_TITLE,
        Step::Password => PASSWORD_TITLE,
        Step::Done => DONE_TITLE,
    }
}

pub const fn lead(step: Step) -> Word {
    match step {
        Step::Profile => PROFILE_LEAD,
        Step::Phone => PHONE_LEAD,
        Step::SecondStep => second_step_settings::ABOUT,
        Step::Password => PASSWORD_LEAD,
        Step::Done => DONE_LEAD,
    }
}

/// The name of a second factor in the second step.
pub const fn way(way: SecondFactor) -> Word {
    match way {
        SecondFactor::Passkey => second_step::PASSKEY,
        SecondFactor::Authenticator => authenticator::APP,
        SecondFactor::Codes => second_step::CODES,
    }
}
