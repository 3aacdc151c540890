//! What the pages show of what happened.

use domain::Activity;
use serde::{Deserialize, Serialize};

/// `/settings/activity`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityView {
    pub entries: Vec<ActivityEntry>,
    /// The page of what was before.
    pub older: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityEntry {
    pub what: Activity,
    /// A method's name, where there is one.
    pub detail: Option<String>,
    /// `Firefox on Linux`
    pub browser: String,
    /// IP address.
    pub place: String,
    /// In words.
    pub at: String,
}
