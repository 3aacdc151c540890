//! Applications: what people of an organisation use behind Portico, who may enter, and how strongly they must have
//! signed in.

mod access;
mod identity;
mod origin;
mod path_rule;
mod start_address;
mod strength;

pub use access::Access;
pub use identity::{HeaderStyle, Identity, UserHeader, identity_headers};
pub use origin::{MOST_PROTECTED_ORIGINS, ProtectedOrigin, ProtectedOriginError, read_protected_origins};
pub use path_rule::{HttpMethod, MOST_PATH_RULES, NotAPathRule, PathRule, PathRules, PathRulesError, RuleOutcome};
pub use start_address::{NotAStartAddress, StartAddress};
pub use strength::{Missing, SessionStrength, Strength, StrengthLevel};

use crate::visible::line;
use std::{fmt, str::FromStr};

/// The most applications of an organisation.
pub const MOST_APPLICATIONS: usize = 500;

const LONGEST_NAME: usize = 100;

/// 1 to 100 characters on one line, without surrounding spaces or invisible characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationName(String);

/// The text cannot be the name of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an application's name has 1 to 100 characters on one line")]
pub struct NotAnApplicationName;

impl ApplicationName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApplicationName {
    type Err = NotAnApplicationName;

    fn from_str(text: &str) -> Result<Self, NotAnApplicationName> {
        line(text, LONGEST_NAME).map(ApplicationName).ok_or(NotAnApplicationName)
    }
}

impl fmt::Display for ApplicationName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_applications_name_is_one_short_line() {
        let name = |text: &str| text.parse::<ApplicationName>().map(|name| name.to_string());
        assert_eq!(name(" Wiki \u{feff}"), Ok("Wiki".to_owned()));
        for text in ["", "  ", "a\nb", &"é".repeat(101)] {
            assert_eq!(name(text), Err(NotAnApplicationName), "{text:?}");
        }
    }
}
