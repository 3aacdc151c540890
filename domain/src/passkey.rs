//! Names of passkeys, how many an account may have, and how long a request for one is valid.

use crate::{Seconds, visible::line};
use std::{fmt, str::FromStr};

/// How long a request for a passkey can be answered. A sign-in page may stay open for long before its field is filled
/// in.
pub const REQUEST_GOOD_FOR: Seconds = Seconds::minutes(30);

/// The most passkeys of one account: more than any user has devices.
pub const MOST: usize = 20;

const LONGEST: usize = 60;

/// 1 to 60 characters on one line, without surrounding spaces or invisible characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

/// The text cannot be the name of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a passkey's name has 1 to 60 characters on one line")]
pub struct NotAPasskeyName;

impl PasskeyName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PasskeyName {
    type Err = NotAPasskeyName;

    fn from_str(text: &str) -> Result<Self, NotAPasskeyName> {
        line(text, LONGEST).map(PasskeyName).ok_or(NotAPasskeyName)
    }
}

impl fmt::Display for PasskeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkeys_name_is_one_short_line() {
        let name = |text: &str| text.parse::<PasskeyName>().map(|name| name.to_string());
        for typed in [" Blue key ", "\u{feff}Blue \u{202e}key\u{3000}"] {
            assert_eq!(name(typed), Ok("Blue key".to_owned()));
        }
        for text in ["", "  ", "a\nb", &"é".repeat(61)] {
            assert_eq!(name(text), Err(NotAPasskeyName), "{text:?}");
        }
    }
}
