//! What the settings show of the second step.

use serde::{Deserialize, Serialize};

/// On `/settings/security`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepView {
    /// Whether an app may be set up here.
    pub takes_authenticator: bool,
    /// Since when there is one, in words.
    pub authenticator: Option<String>,
    /// Not the last way where one is required.
    pub may_turn_off: bool,
    /// How many are left; `None`: there is nothing that they would stand in for.
    pub recovery_codes: Option<u32>,
}

/// `/settings/security/authenticator`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthenticatorView {
    /// `None`: no app waits for its first code.
    pub waiting: Option<WaitingApp>,
    /// Whether another app is on.
    pub is_on: bool,
}

/// What sets an app up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingApp {
    pub picture: Picture,
    /// The secret in groups, as people type it.
    pub key: String,
}

/// A QR code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Modules to a side, the quiet zone included.
    pub size: u16,
    /// The dark ones, as the `d` of an SVG path.
    pub path: String,
}

/// `/settings/security/recovery-codes`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryCodesView {
    /// Codes that were not put away yet, as people read them.
    pub fresh: Vec<String>,
    pub left: u32,
}
