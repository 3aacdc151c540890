//! The name of a user or an organisation.

use crate::visible::line;
use std::{fmt, str::FromStr};

/// 1 to 100 characters on one line, without surrounding spaces or invisible characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

/// The text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 100 characters on one line")]
pub struct NotAName;

const LONGEST: usize = 100;

impl PersonName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        line(text, LONGEST).map(PersonName).ok_or(NotAName)
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(" Ada L. ".parse::<PersonName>().map(|name| name.to_string()), Ok("Ada L.".to_owned()));
        assert_eq!(
            "\u{202e}Ada\u{200b} L.\u{3000}".parse::<PersonName>().map(|name| name.to_string()),
            Ok("Ada L.".to_owned())
        );
        for text in ["", "  ", "\u{200b}", "a\nb", &"é".repeat(101)] {
            assert_eq!(text.parse::<PersonName>(), Err(NotAName), "{text:?}");
        }
    }
}
