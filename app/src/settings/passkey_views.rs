//! Data of the passkey pages.

use serde::{Deserialize, Serialize};

/// The passkeys of an account. There are few enough for one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeysView {
    pub passkeys: Vec<PasskeyView>,
    /// Whether the organisation allows more of them.
    pub may_add: bool,
}

/// `/settings/security/passkeys/name`, and a row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Passkey id, not the WebAuthn credential id.
    pub id: String,
    pub name: String,
    /// When it was added, formatted.
    pub added: String,
    /// When it was last used, formatted. `None`: never.
    pub used: Option<String>,
}

/// `/settings/security/passkeys/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPasskeyView {
    /// The suggested name.
    pub name: String,
    /// The account has as many passkeys as it may have.
    pub is_full: bool,
}
