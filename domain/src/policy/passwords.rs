//! The rules for new passwords as settings.

use super::Preset;
use super::setting::{PolicyError, check, choice, is_ticked, number, tick};
use crate::password::{LONGEST, Special, StrengthRule};
use crate::{Fields, PasswordRules};
use serde::{Deserialize, Serialize};

/// Field: the least length of a password, in characters.
pub const MIN_LENGTH: &str = "password.min_length";
/// Field: the greatest length of a password, in characters.
pub const MAX_LENGTH: &str = "password.max_length";
/// Checkbox: a password needs an upper-case letter.
pub const UPPER: &str = "password.upper";
/// Checkbox: a password needs a lower-case letter.
pub const LOWER: &str = "password.lower";
/// Checkbox: a password needs a digit.
pub const DIGIT: &str = "password.digit";
/// Field: which special characters a password needs, by the name of `Special`.
pub const SPECIAL: &str = "password.special";
/// Field: what the strength of a password decides, by the name of `StrengthRule`.
pub const STRENGTH: &str = "password.strength";
pub(super) const FIELDS: [&str; 7] = [MIN_LENGTH, MAX_LENGTH, UPPER, LOWER, DIGIT, SPECIAL, STRENGTH];

pub(super) const fn of(preset: Preset) -> PasswordRules {
    let composed = PasswordRules {
        min_length: 8,
        max_length: LONGEST,
        needs_upper: true,
        needs_lower: true,
        needs_digit: true,
        special: Special::Any,
        strength: StrengthRule::Shown,
    };
    match preset {
        Preset::Codes | Preset::Links => composed,
        Preset::Invited => PasswordRules {
            min_length: 16,
            max_length: 32,
            special: Special::Listed,
            strength: StrengthRule::Full,
            ..composed
        },
        Preset::Temporary => PasswordRules { min_length: 12, special: Special::None, ..composed },
        Preset::Hardened => PasswordRules {
            min_length: 15,
            max_length: LONGEST,
            needs_upper: false,
            needs_lower: false,
            needs_digit: false,
            special: Special::None,
            strength: StrengthRule::Three,
        },
    }
}

/// The rules for new passwords in a policy document. Lengths are in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawPassword {
    pub min_length: Option<u16>,
    pub max_length: Option<u16>,
    pub upper: Option<bool>,
    pub lower: Option<bool>,
    pub digit: Option<bool>,
    pub special: Option<Special>,
    pub strength: Option<StrengthRule>,
}

impl RawPassword {
    pub(super) fn resolve(self, preset: PasswordRules) -> Result<PasswordRules, PolicyError> {
        let rules = PasswordRules {
            min_length: self.min_length.unwrap_or(preset.min_length),
            max_length: self.max_length.unwrap_or(preset.max_length),
            needs_upper: self.upper.unwrap_or(preset.needs_upper),
            needs_lower: self.lower.unwrap_or(preset.needs_lower),
            needs_digit: self.digit.unwrap_or(preset.needs_digit),
            special: self.special.unwrap_or(preset.special),
            strength: self.strength.unwrap_or(preset.strength),
        };
        check(rules.min_length >= 8, MIN_LENGTH, "less than 8 is never safe (ASVS 5.0.0, 6.2.1)")?;
        check(rules.max_length <= LONGEST, MAX_LENGTH, "more than 128 is not taken")?;
        check(rules.min_length <= rules.max_length, MAX_LENGTH, "less than password.min_length")?;
        Ok(rules)
    }

    pub(super) fn from_fields(fields: &Fields) -> Result<Self, PolicyError> {
        Ok(RawPassword {
            min_length: Some(number(fields, MIN_LENGTH)?),
            max_length: Some(number(fields, MAX_LENGTH)?),
            upper: Some(is_ticked(fields, UPPER)),
            lower: Some(is_ticked(fields, LOWER)),
            digit: Some(is_ticked(fields, DIGIT)),
            special: Some(choice(fields, SPECIAL, Special::of)?),
            strength: Some(choice(fields, STRENGTH, StrengthRule::of)?),
        })
    }
}

/// Writes out every rule.
impl From<PasswordRules> for RawPassword {
    fn from(rules: PasswordRules) -> Self {
        RawPassword {
            min_length: Some(rules.min_length),
            max_length: Some(rules.max_length),
            upper: Some(rules.needs_upper),
            lower: Some(rules.needs_lower),
            digit: Some(rules.needs_digit),
            special: Some(rules.special),
            strength: Some(rules.strength),
        }
    }
}

pub(super) fn fill(rules: PasswordRules, fields: &mut Fields) {
    fields.set(MIN_LENGTH, rules.min_length.to_string());
    fields.set(MAX_LENGTH, rules.max_length.to_string());
    tick(fields, UPPER, rules.needs_upper);
    tick(fields, LOWER, rules.needs_lower);
    tick(fields, DIGIT, rules.needs_digit);
    fields.set(SPECIAL, rules.special.name());
    fields.set(STRENGTH, rules.strength.name());
}
