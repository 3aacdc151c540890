//! Data of the lists of events.

use domain::AuditEventKind;
use serde::{Deserialize, Serialize};

/// `/settings/activity`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityView {
    pub entries: Vec<ActivityEntry>,
    /// Path of the page with older entries. `None`: there are none.
    pub older: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityEntry {
    pub what: AuditEventKind,
    /// Extra information for the sentence, such as the name of a sign-in method.
    pub detail: Option<String>,
    /// Such as `Firefox on Linux`.
    pub browser: String,
    /// IP address. Empty for what the operator did on the server.
    pub place: String,
    /// Formatted date and time.
    pub at: String,
}
