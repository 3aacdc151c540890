//! What somebody calls a passkey, and how many they may have.

use crate::{Seconds, visible::line};
use std::{fmt, str::FromStr};

/// How long an answer to a request is taken. A sign-in page may stay open for long before its field is filled.
pub const ASKED_FOR: Seconds = Seconds::minutes(30);

/// Of one account: more than anybody has devices.
pub const MOST: usize = 20;

const LONGEST: usize = 60;

/// 1 to 60 characters on one line, without spaces around them and without what nobody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

/// The text cannot be the name of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a passkey's name has 1 to 60 characters on one line")]
pub struct NotAPasskeyName;

impl PasskeyName {
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
