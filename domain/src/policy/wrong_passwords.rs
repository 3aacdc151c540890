//! The response to wrong passwords as settings.

use super::Preset;
use super::setting::{PolicyError, TimeField, Unit, check, choice, number};
use crate::{Fields, Seconds, WrongPassword};
use serde::{Deserialize, Serialize};

/// Field: the response to wrong passwords, by the name of [`Answer`].
pub const ANSWER: &str = "wrong_password.answer";
/// Field: wrong passwords that lead to a lockout.
pub const FAILURES: &str = "wrong_password.failures";
/// Field: how long a lockout lasts.
pub const MINUTES: &str = "wrong_password.minutes";
/// Field: the longest wait of a slow-down.
pub const LONGEST_SECONDS: &str = "wrong_password.longest_seconds";
pub const LOCKOUT_TIME: TimeField = TimeField {
    setting: MINUTES,
    unit: "wrong_password.minutes.unit",
    units: &[Unit::Minutes, Unit::Hours, Unit::Days],
    stored_in: Unit::Minutes,
};
pub const LONGEST_TIME: TimeField = TimeField {
    setting: LONGEST_SECONDS,
    unit: "wrong_password.longest_seconds.unit",
    units: &[Unit::Seconds, Unit::Minutes, Unit::Hours],
    stored_in: Unit::Seconds,
};
pub(super) const FIELDS: [&str; 6] = [ANSWER, FAILURES, MINUTES, LOCKOUT_TIME.unit, LONGEST_SECONDS, LONGEST_TIME.unit];

crate::named_enum! {
    /// The kinds of responses, as the form offers them.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Answer {
        /// A lockout after too many failures.
        Lockout = "lock",
        /// Waits that grow.
        SlowDown = "slow_down",
    }
}

pub(super) const fn of(preset: Preset) -> WrongPassword {
    match preset {
        Preset::Temporary => WrongPassword::SlowDown { longest: Seconds(60) },
        _ => WrongPassword::Lockout { failures: 5, duration: Seconds::hours(1) },
    }
}

/// The response to wrong passwords in a policy document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer", deny_unknown_fields)]
pub enum RawWrongPassword {
    #[serde(rename = "lock")]
    Lockout {
        failures: u32,
        minutes: u32,
    },
    SlowDown {
        longest_seconds: u32,
    },
}

impl RawWrongPassword {
    pub(super) fn resolve(self) -> Result<WrongPassword, PolicyError> {
        match self {
            RawWrongPassword::Lockout { failures, minutes } => {
                check((1..=20).contains(&failures), FAILURES, "between 1 and 20")?;
                check((1..=1440).contains(&minutes), MINUTES, "between 1 and 1440")?;
                Ok(WrongPassword::Lockout { failures, duration: Seconds::minutes(minutes) })
            }
            RawWrongPassword::SlowDown { longest_seconds } => {
                check((1..=3600).contains(&longest_seconds), LONGEST_SECONDS, "between 1 and 3600")?;
                Ok(WrongPassword::SlowDown { longest: Seconds(longest_seconds) })
            }
        }
    }

    pub(super) fn from_fields(fields: &Fields) -> Result<Self, PolicyError> {
        Ok(match choice(fields, ANSWER, Answer::of)? {
            Answer::Lockout => {
                RawWrongPassword::Lockout { failures: number(fields, FAILURES)?, minutes: LOCKOUT_TIME.read(fields)? }
            }
            Answer::SlowDown => RawWrongPassword::SlowDown { longest_seconds: LONGEST_TIME.read(fields)? },
        })
    }
}

impl From<WrongPassword> for RawWrongPassword {
    fn from(rules: WrongPassword) -> Self {
        match rules {
            WrongPassword::Lockout { failures, duration } => {
                RawWrongPassword::Lockout { failures, minutes: duration.0 / 60 }
            }
            WrongPassword::SlowDown { longest } => RawWrongPassword::SlowDown { longest_seconds: longest.0 },
        }
    }
}

/// Writes the fields of the form. The fields of the other response get useful values.
pub(super) fn fill(rules: WrongPassword, fields: &mut Fields) {
    let (answer, failures, minutes, longest_seconds) = match rules.into() {
        RawWrongPassword::Lockout { failures, minutes } => (Answer::Lockout, failures, minutes, 60),
        RawWrongPassword::SlowDown { longest_seconds } => (Answer::SlowDown, 5, 60, longest_seconds),
    };
    fields.set(ANSWER, answer.name());
    fields.set(FAILURES, failures.to_string());
    LOCKOUT_TIME.fill(minutes, fields);
    LONGEST_TIME.fill(longest_seconds, fields);
}
