//! The presets: the rules of four real products, and a stricter set. The values of their settings are in the modules
//! beside this one, such as `session.rs`.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

crate::named_enum! {
    /// A named policy that an organisation can start from.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Preset {
        Codes = "codes",
        Links = "links",
        Invited = "invited",
        Temporary = "temporary",
        Hardened = "hardened",
    }
}

/// The text names no preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a preset; there are: codes, links, invited, temporary, hardened")]
pub struct NotAPreset;

impl FromStr for Preset {
    type Err = NotAPreset;

    fn from_str(text: &str) -> Result<Self, NotAPreset> {
        Preset::of(text).ok_or(NotAPreset)
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
