//! The first visit of somebody who was invited.

use super::Word;
pub use super::sentences::welcome::*;
use domain::welcome::{Outcome, Step};

/// In the list.
pub const fn name(step: Step) -> Word {
    match step {
        Step::Profile => PROFILE,
        Step::Phone => PHONE_STEP,
        Step::Password => PASSWORD_STEP,
        Step::Done => DONE,
    }
}

/// Below it.
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
        Step::Password => PASSWORD_TITLE,
        Step::Done => DONE_TITLE,
    }
}

pub const fn lead(step: Step) -> Word {
    match step {
        Step::Profile => PROFILE_LEAD,
        Step::Phone => PHONE_LEAD,
        Step::Password => PASSWORD_LEAD,
        Step::Done => DONE_LEAD,
    }
}
