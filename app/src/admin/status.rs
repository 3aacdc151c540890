//! How the console shows the state of an account: its status and its second step.

use crate::prelude::*;
use crate::words::admin::{self, people};
#[cfg(feature = "ssr")]
use domain::policy::StillNeeded;
#[cfg(feature = "ssr")]
use store::account_status::AccountStatus;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Status {
    Active,
    /// Passwords are refused until then.
    Locked {
        until: String,
    },
    Deactivated,
    Closed,
}

impl Status {
    /// The label in the console.
    pub fn label(&self) -> String {
        match self {
            Status::Active => people::ACTIVE,
            Status::Locked { until } => return people::locked_until(until),
            Status::Deactivated => people::DEACTIVATED,
            Status::Closed => people::CLOSED,
        }
        .into()
    }
}

/// CSS classes and label of a status.
pub fn look_of(status: &Status) -> (&'static str, String) {
    let look = match status {
        Status::Active => "status status--on",
        Status::Locked { .. } => "status status--stop",
        Status::Deactivated | Status::Closed => "status status--off",
    };
    (look, status.label())
}

#[cfg(feature = "ssr")]
pub fn status(account: AccountStatus, locked_until: Option<Timestamp>, reading: Reading<'_>) -> Status {
    match (account, locked_until.filter(|_| account == AccountStatus::Active)) {
        (AccountStatus::Closed, _) => Status::Closed,
        (AccountStatus::Deactivated, _) => Status::Deactivated,
        (AccountStatus::Active, Some(until)) => Status::Locked { until: reading.in_words(until) },
        (AccountStatus::Active, None) => Status::Active,
    }
}

/// What a sign-in of this account asks for as a second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondStepStatus {
    None,
    /// A second step is required of every account, and this one has none set up.
    Awaited,
    /// Only codes by email and text, which need no setup.
    Codes,
    SetUp,
}

impl SecondStepStatus {
    /// The label in the console.
    pub const fn label(self) -> Word {
        match self {
            SecondStepStatus::None => admin::NONE,
            SecondStepStatus::Awaited => people::STEP_AWAITED,
            SecondStepStatus::Codes => people::STEP_CODES,
            SecondStepStatus::SetUp => people::STEP_SET_UP,
        }
    }
}

#[cfg(feature = "ssr")]
pub fn second_step(needed: &StillNeeded) -> SecondStepStatus {
    match needed {
        StillNeeded::Nothing => SecondStepStatus::None,
        StillNeeded::SetUp(_) => SecondStepStatus::Awaited,
        StillNeeded::Answer(ways) if ways[..] == [SecondFactor::Codes] => SecondStepStatus::Codes,
        StillNeeded::Answer(_) => SecondStepStatus::SetUp,
    }
}
