//! What the pages show of somebody's passkeys.

use serde::{Deserialize, Serialize};

/// The passkeys of somebody. There are never many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeysView {
    pub passkeys: Vec<PasskeyView>,
    /// Whether the organisation takes another.
    pub may_add: bool,
}

/// `/settings/security/passkeys/name`, and a row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Names it; lets nobody in.
    pub id: String,
    pub name: String,
    /// In words.
    pub added: String,
    /// In words; `None`: not yet.
    pub used: Option<String>,
}

/// `/settings/security/passkeys/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPasskeyView {
    /// What we would call it.
    pub name: String,
    /// There is no room for another.
    pub is_full: bool,
}
