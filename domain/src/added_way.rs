//! A passkey or an authenticator app that was added to an account, as a form identifies it.

use crate::{PasskeyId, ids::NotAnId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

const AUTHENTICATOR: &str = "authenticator";

/// A credential that was added to an account. Its text form is the value of a checkbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AddedWay {
    Passkey(PasskeyId),
    /// An account has at most one authenticator app.
    Authenticator,
}

impl AddedWay {
    /// Parses the texts and leaves out those that identify no credential.
    pub fn all_of(texts: &[String]) -> Vec<Self> {
        texts.iter().filter_map(|text| text.parse().ok()).collect()
    }
}

impl FromStr for AddedWay {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match text {
            AUTHENTICATOR => Ok(AddedWay::Authenticator),
            id => id.parse().map(AddedWay::Passkey),
        }
    }
}

impl fmt::Display for AddedWay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddedWay::Passkey(id) => id.fmt(formatter),
            AddedWay::Authenticator => formatter.write_str(AUTHENTICATOR),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_way_reads_back_from_its_name_and_what_names_none_is_left_out() {
        let ways = [AddedWay::Passkey(PasskeyId(Uuid::from_u128(0xabc))), AddedWay::Authenticator];
        let mut texts: Vec<String> = ways.iter().map(ToString::to_string).collect();
        assert_eq!(AddedWay::all_of(&texts), ways);
        texts.extend(["".to_owned(), "0".to_owned(), "Authenticator".to_owned(), "x".repeat(32)]);
        assert_eq!(AddedWay::all_of(&texts), ways);
    }
}
