//! What the groups of settings share: the error, and reading a setting from the fields of a form. A field has the name
//! of its setting.

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
