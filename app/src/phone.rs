//! What a screen needs to ask for a phone number.

use serde::{Deserialize, Serialize};

/// A country that texts go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryChoice {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub name: String,
    pub calling_code: u16,
    /// A number of this country as people there write it.
    pub example: String,
}
