//! The first visit of somebody who was invited.

use domain::welcome::{Outcome, Step};

pub const PAGE_TITLE: &str = "Set up your account";
pub const LATER: &str = "You can stop here and go on later, on any device.";
pub const CONTINUE: &str = "Continue";
pub const SKIP: &str = "Skip for now";
pub const BACK: &str = "Back";
pub const FINISH: &str = "Finish";
/// After a step that is done, read aloud.
pub const STEP_DONE: &str = ", done";
pub const STEP_SKIPPED: &str = ", skipped";

/// `Step 2 of 4`
pub fn place(at: usize, of: usize) -> String {
    format!("Step {at} of {of}")
}

/// In the list.
pub const fn name(step: Step) -> &'static str {
    match step {
        Step::Profile => "Profile",
        Step::Phone => "Phone",
        Step::Password => "Password",
        Step::Done => "Done",
    }
}

/// Below it.
pub const fn note(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "Saved",
        Outcome::Skipped => "Skipped",
    }
}

pub const fn title(step: Step) -> &'static str {
    match step {
        Step::Profile => "Who are you?",
        Step::Phone => "Add your phone",
        Step::Password => "Choose a password of your own",
        Step::Done => "Your account is ready",
    }
}

pub const fn lead(step: Step) -> &'static str {
    match step {
        Step::Profile => "Your name stands in messages to you. Times are shown in your time zone.",
        Step::Phone => "We will text a six-digit code there to make sure that it is yours.",
        Step::Password => "It takes the place of the one that we sent you.",
        Step::Done => "That is all. What you skipped waits for you in the settings.",
    }
}

pub mod phone {
    //! The second step.
    pub const VERIFIED: &str = "This number is yours already:";
    /// Under a countdown.
    pub const PAUSED: &str = "Only new codes are paused. A code that already arrived still works.";
}

pub mod password {
    //! The third step.
    pub const CHOSEN: &str = "You have chosen a password already.";
    /// Under a countdown.
    pub const PAUSED: &str = "Too many new passwords were chosen from your network.";
}

pub mod reminder {
    //! In the settings, until the password is replaced.
    pub const TITLE: &str = "You still use the password that we sent you";
    pub const TEXT: &str = "It stops working when its time is over. Choose one of your own.";
    pub const REPLACE: &str = "Replace it";
}
