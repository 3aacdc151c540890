//! How users recover from a forgotten password.

use super::Preset;
use super::setting::{PolicyError, TimeField, Unit, check, choice};
use crate::{Fields, Seconds};
use serde::{Deserialize, Serialize};

/// Field: how users recover, by the name of [`RecoveryWay`].
pub const WAY: &str = "recovery.way";
/// Field: how long a recovery link is valid.
pub const LINK_MINUTES: &str = "recovery.minutes";
pub const LINK_TIME: TimeField = TimeField {
    setting: LINK_MINUTES,
    unit: "recovery.minutes.unit",
    units: &[Unit::Minutes, Unit::Hours],
    stored_in: Unit::Minutes,
};
pub(super) const FIELDS: [&str; 3] = [WAY, LINK_MINUTES, LINK_TIME.unit];

/// How users recover from a forgotten password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// A message links to a page where the user chooses a new password. The link is valid for `good_for`.
    Link { good_for: Seconds },
    /// A message contains a generated password, which only lets the user choose a new one.
    TemporaryPassword,
}

crate::named_enum! {
    /// The kinds of recovery, as the form offers them.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum RecoveryWay {
        Link = "link",
        TemporaryPassword = "temporary_password",
    }
}

/// How users recover from a forgotten password, in a policy document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way", deny_unknown_fields)]
pub enum RawRecovery {
    Link { minutes: u32 },
    TemporaryPassword,
}

impl Recovery {
    pub(super) const fn of(preset: Preset) -> Self {
        match preset {
            Preset::Codes | Preset::Links | Preset::Invited => Recovery::Link { good_for: Seconds::minutes(30) },
            Preset::Temporary => Recovery::TemporaryPassword,
            Preset::Hardened => Recovery::Link { good_for: Seconds::minutes(15) },
        }
    }

    /// Writes the fields of the form. If there is no link, the field of its minutes gets a useful value.
    pub(super) fn fill(self, fields: &mut Fields) {
        let (way, minutes) = match self.into() {
            RawRecovery::Link { minutes } => (RecoveryWay::Link, minutes),
            RawRecovery::TemporaryPassword => (RecoveryWay::TemporaryPassword, 30),
        };
        fields.set(WAY, way.name());
        LINK_TIME.fill(minutes, fields);
    }
}

impl RawRecovery {
    pub(super) fn resolve(self) -> Result<Recovery, PolicyError> {
        match self {
            RawRecovery::Link { minutes } => {
                check((5..=60).contains(&minutes), LINK_MINUTES, "between 5 and 60")?;
                Ok(Recovery::Link { good_for: Seconds::minutes(minutes) })
            }
            RawRecovery::TemporaryPassword => Ok(Recovery::TemporaryPassword),
        }
    }

    pub(super) fn from_fields(fields: &Fields) -> Result<Self, PolicyError> {
        Ok(match choice(fields, WAY, RecoveryWay::of)? {
            RecoveryWay::Link => RawRecovery::Link { minutes: LINK_TIME.read(fields)? },
            RecoveryWay::TemporaryPassword => RawRecovery::TemporaryPassword,
        })
    }
}

impl From<Recovery> for RawRecovery {
    fn from(recovery: Recovery) -> Self {
        match recovery {
            Recovery::Link { good_for } => RawRecovery::Link { minutes: good_for.0 / 60 },
            Recovery::TemporaryPassword => RawRecovery::TemporaryPassword,
        }
    }
}
