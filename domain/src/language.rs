//! Language tags: `de`, `pt-BR`.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text in the form of a BCP 47 tag, at most 16 characters long. It need not be a supported language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LanguageTag(String);

/// The text cannot be a language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is called like de or pt-BR")]
pub struct NotALanguage;

impl LanguageTag {
    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// English.
impl Default for LanguageTag {
    fn default() -> Self {
        LanguageTag("en".to_owned())
    }
}

impl FromStr for LanguageTag {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        let is_part =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let first = text.split('-').next().unwrap_or_default();
        let well_formed = text.len() <= 16
            && (2..=3).contains(&first.len())
            && first.bytes().all(|byte| byte.is_ascii_lowercase())
            && text.split('-').all(is_part);
        if well_formed { Ok(LanguageTag(text.to_owned())) } else { Err(NotALanguage) }
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_short_name() {
        for good in ["de", "pt-BR", "zh-Hant", "gsw"] {
            assert_eq!(good.parse::<LanguageTag>().map(|tag| tag.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "d", "DE", "deutsch", "de-", "de_AT", "de AT", "dé", "de-abcdefghi", "de-a-b-c-d-e-f-g-h"] {
            assert_eq!(bad.parse::<LanguageTag>(), Err(NotALanguage), "{bad}");
        }
    }
}
