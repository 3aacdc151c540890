//! Passwords, and what a policy requires of a new one. The server's check, the live checklist, the sentence above the
//! field and the browser's `passwordrules` all use this code. Passwords are compared in one Unicode form (NFC, NIST SP
//! 800-63B-4 §3.1.1.2) and otherwise exactly as they were typed.

pub mod strength;

use crate::Secret;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// A password as it was typed. `Debug` does not show it, and dropping it wipes it from memory.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Password(Secret<String>);

/// What a policy requires of a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordRules {
    /// In characters (Unicode scalar values).
    pub min_length: u16,
    /// In characters (Unicode scalar values).
    pub max_length: u16,
    pub needs_upper: bool,
    pub needs_lower: bool,
    pub needs_digit: bool,
    pub special: Special,
    pub strength: StrengthRule,
}

crate::named_enum! {
    /// Whether a password has to contain a special character, and of which kind.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Special {
        None = "none",
        /// Any character that is no letter, digit, space or control character.
        Any = "any",
        /// One of `LISTED`.
        Listed = "listed",
    }
}

crate::named_enum! {
    /// What the strength of a new password decides.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum StrengthRule {
        /// Nothing: it is only shown.
        Shown = "shown",
        /// The strength bar has to be full.
        Full = "full",
        /// The server's estimate has to be at least 3 on its scale from 0 to 4.
        Three = "three",
    }
}

/// The special characters of `Special::Listed`.
pub const LISTED: &str = "^$*.[]{}()?-\"!@#%&/,><':;|_~`+=";

/// The longest password that any policy allows, in characters (NIST SP 800-63B-4 §3.1.1.2 requires at least 64).
pub const LONGEST: u16 = 128;

/// One line of the checklist for a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Length { min: u16, max: u16 },
    Upper,
    Lower,
    Digit,
    Special,
    ListedSpecial,
}

/// Why the server refuses a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PasswordProblem {
    #[error("it does not meet the rules")]
    Rules,
    #[error("it is one of the most common")]
    Common,
    #[error("it contains what others know about the person")]
    AboutYou,
    #[error("it is too easy to guess")]
    Weak,
}

impl Password {
    /// Wraps a password as it was typed.
    pub const fn new(text: String) -> Self {
        Password(Secret::new(text))
    }

    /// The password in plain text. Never log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The password in Unicode's NFC, where `a` followed by `¨` becomes `ä`. Only the server calls this. Browsers can
    /// normalise by themselves, so the client does not have to carry the tables.
    #[must_use]
    pub fn in_nfc(&self) -> Self {
        let typed = self.expose();
        if is_nfc(typed) { self.clone() } else { Password::new(typed.nfc().collect()) }
    }

    /// Whether a password and its repetition are the same. Not for stored passwords: the comparison does not take
    /// constant time.
    pub fn is_same(&self, other: &Self) -> bool {
        self.in_nfc().expose() == other.in_nfc().expose()
    }

    /// Whether any account could have this password: it is not empty, and in NFC not longer than [`LONGEST`].
    pub fn is_possible(&self) -> bool {
        (1..=usize::from(LONGEST)).contains(&self.in_nfc().expose().chars().count())
    }
}

/// An empty password.
impl Default for Password {
    fn default() -> Self {
        Password::new(String::new())
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Password::new(text)
    }
}

/// Only for sending the password to the server.
impl From<Password> for String {
    fn from(password: Password) -> Self {
        password.expose().to_owned()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl PasswordRules {
    /// The checklist, in the order in which it is shown.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules = vec![Rule::Length { min: self.min_length, max: self.max_length }];
        rules.extend(self.needs_upper.then_some(Rule::Upper));
        rules.extend(self.needs_lower.then_some(Rule::Lower));
        rules.extend(self.needs_digit.then_some(Rule::Digit));
        rules.extend(match self.special {
            Special::None => None,
            Special::Any => Some(Rule::Special),
            Special::Listed => Some(Rule::ListedSpecial),
        });
        rules
    }

    /// The rules that a password does not meet yet.
    pub fn unmet(&self, typed: &str) -> Vec<Rule> {
        self.rules().into_iter().filter(|rule| !rule.is_met(typed)).collect()
    }

    /// The strength bar under the field, 0 to 5. It is never full while a rule is not met. `about` holds what others
    /// know about the user, such as name and email address.
    pub fn bar(&self, typed: &str, about: &[&str]) -> u8 {
        let bar = strength::bar(typed, about);
        if self.unmet(typed).is_empty() { bar } else { bar.min(strength::FULL - 1) }
    }

    /// Whether the browser may submit the form. The server checks this again, and more.
    pub fn may_be_saved(&self, typed: &str, about: &[&str]) -> bool {
        self.unmet(typed).is_empty()
            && (self.strength != StrengthRule::Full || self.bar(typed, about) == strength::FULL)
    }

    /// The `passwordrules` attribute, from which password managers generate a password.
    pub fn attribute(&self) -> String {
        let mut attribute = format!("minlength: {}; maxlength: {};", self.min_length, self.max_length);
        let mut require = |is_needed: bool, class: &str| {
            if is_needed {
                attribute.push_str(" required: ");
                attribute.push_str(class);
                attribute.push(';');
            }
        };
        require(self.needs_lower, "lower");
        require(self.needs_upper, "upper");
        require(self.needs_digit, "digit");
        require(self.special == Special::Any, "special");
        // In a custom character class `-` has to come first and `]` last.
        require(self.special == Special::Listed, "[-^$*.[{}()?\"!@#%&/,><':;|_~`+=]]");
        attribute
    }
}

impl Rule {
    /// Whether a password meets this rule.
    pub fn is_met(self, typed: &str) -> bool {
        match self {
            Rule::Length { min, max } => (usize::from(min)..=usize::from(max)).contains(&typed.chars().count()),
            Rule::Upper => typed.chars().any(char::is_uppercase),
            Rule::Lower => typed.chars().any(char::is_lowercase),
            Rule::Digit => typed.chars().any(|character| character.is_ascii_digit()),
            Rule::Special => typed
                .chars()
                .any(|character| !character.is_alphanumeric() && !character.is_whitespace() && !character.is_control()),
            Rule::ListedSpecial => typed.chars().any(|character| LISTED.contains(character)),
        }
    }
}

#[cfg(test)]
mod tests;
