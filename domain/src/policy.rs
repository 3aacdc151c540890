//! The rules of one organisation. A preset is a named starting point; the only one that works in full so far is `codes`.

use crate::{Seconds, session::SessionRules};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A named policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preset {
    Codes,
}

/// The text names no preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a preset; there is: codes")]
pub struct NotAPreset;

/// How codes behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRules {
    /// How long a code is good for.
    pub good_for: Seconds,
    /// A new one at most this often, per browser's challenge.
    pub resend_after: Seconds,
    /// Wrong tries per code.
    pub tries: u8,
    /// Codes of one challenge that may be live at once: the newest and the one still in transit.
    pub live: usize,
}

/// The same in every preset.
pub const CODE_RULES: CodeRules =
    CodeRules { good_for: Seconds::minutes(10), resend_after: Seconds::minutes(1), tries: 5, live: 2 };

/// Everything that a preset decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub session: SessionRules,
}

impl Preset {
    pub const fn policy(self) -> Policy {
        match self {
            Preset::Codes => Policy { session: SessionRules { idle: Seconds::days(7), absolute: Seconds::days(30) } },
        }
    }
}

impl FromStr for Preset {
    type Err = NotAPreset;

    fn from_str(text: &str) -> Result<Self, NotAPreset> {
        match text {
            "codes" => Ok(Preset::Codes),
            _ => Err(NotAPreset),
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Preset::Codes => "codes",
        })
    }
}
