//! What a person or an organisation is called.

use std::{fmt, str::FromStr};

/// 1 to 100 characters on one line, without spaces around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

/// The text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 100 characters on one line")]
pub struct NotAName;

const LONGEST: usize = 100;

impl PersonName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let name = text.trim();
        let is_name = (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if is_name { Ok(PersonName(name.to_owned())) } else { Err(NotAName) }
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
        for text in ["", "  ", "a\nb", &"é".repeat(101)] {
            assert_eq!(text.parse::<PersonName>(), Err(NotAName), "{text:?}");
        }
    }
}
