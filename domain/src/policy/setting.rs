//! What the groups of settings share: the error, and reading a setting from the fields of a form. A field has the name
//! of its setting; a time has a second field for its unit.

use crate::Fields;
use std::str::FromStr;

/// A setting whose value is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct PolicyError {
    /// The name of the setting, such as `password.min_length`.
    pub setting: &'static str,
    /// Why the value is not allowed, for the operator.
    pub reason: &'static str,
}

/// The value that a ticked checkbox posts.
pub const ON: &str = "on";

/// Refuses the setting unless `holds`.
pub(super) fn check(holds: bool, setting: &'static str, reason: &'static str) -> Result<(), PolicyError> {
    if holds { Ok(()) } else { Err(PolicyError { setting, reason }) }
}

crate::named_enum! {
    /// The unit in which a time is typed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Unit {
        Seconds = "seconds",
        Minutes = "minutes",
        Hours = "hours",
        Days = "days",
    }
}

impl Unit {
    const fn seconds(self) -> u32 {
        match self {
            Unit::Seconds => 1,
            Unit::Minutes => 60,
            Unit::Hours => 3600,
            Unit::Days => 86_400,
        }
    }
}

/// A setting that is a time. The form has a field for the number and one for the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeField {
    /// The setting, which is also the field of the number.
    pub setting: &'static str,
    /// The field of the unit.
    pub unit: &'static str,
    /// The units that the form offers, the smallest first.
    pub units: &'static [Unit],
    /// The unit in which a policy document has the setting, and the one that applies if the form names none.
    pub stored_in: Unit,
}

impl TimeField {
    /// Reads the time in the unit in which it is stored.
    pub(super) fn read(self, fields: &Fields) -> Result<u32, PolicyError> {
        let unit = match fields.get(self.unit) {
            "" => self.stored_in,
            _ => choice(fields, self.unit, |name| Unit::of(name).filter(|unit| self.units.contains(unit)))
                .map_err(|error| PolicyError { setting: self.setting, ..error })?,
        };
        let times = unit.seconds() / self.stored_in.seconds();
        let typed: u32 = number(fields, self.setting)?;
        typed.checked_mul(times).ok_or(PolicyError { setting: self.setting, reason: "too large" })
    }

    /// Writes the fields of a time, in the largest unit that is exact.
    pub(super) fn fill(self, stored: u32, fields: &mut Fields) {
        let times = |unit: &Unit| unit.seconds() / self.stored_in.seconds();
        let is_exact = |&unit: &&Unit| stored > 0 && stored.is_multiple_of(times(unit));
        let unit = self.units.iter().rev().find(is_exact).unwrap_or(&self.stored_in);
        fields.set(self.setting, (stored / times(unit)).to_string());
        fields.set(self.unit, unit.name());
    }
}

/// Reads a whole number.
pub(super) fn number<T: FromStr>(fields: &Fields, setting: &'static str) -> Result<T, PolicyError> {
    fields.get(setting).trim().parse().map_err(|_| PolicyError { setting, reason: "not a whole number, or too large" })
}

/// Reads a choice. `of` finds it by its name.
pub(super) fn choice<T>(
    fields: &Fields,
    setting: &'static str,
    of: impl Fn(&str) -> Option<T>,
) -> Result<T, PolicyError> {
    of(fields.get(setting)).ok_or(PolicyError { setting, reason: "there is no such choice" })
}

/// Reads a checkbox.
pub(super) fn is_ticked(fields: &Fields, setting: &str) -> bool {
    fields.get(setting) == ON
}

/// Ticks a checkbox if `is_on`, and clears it otherwise.
pub(super) fn tick(fields: &mut Fields, setting: &str, is_on: bool) {
    fields.set(setting, if is_on { ON } else { "" });
}
