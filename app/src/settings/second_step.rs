//! Data of the second step in the settings.

use serde::{Deserialize, Serialize};

/// The second step on `/settings/security`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepView {
    /// Whether the organisation allows authenticator apps.
    pub takes_authenticator: bool,
    /// Since when an app is set up, formatted. `None`: there is none.
    pub authenticator: Option<String>,
    /// False if a second step is required and the account has no other.
    pub may_turn_off: bool,
    /// How many are left. `None`: the account has no second factor that they could replace.
    pub recovery_codes: Option<u32>,
}

/// `/settings/security/authenticator`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthenticatorView {
    /// `None`: no app waits for its first code.
    pub waiting: Option<WaitingApp>,
    /// Whether an app is turned on already.
    pub is_on: bool,
}

/// What an authenticator app needs for its setup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingApp {
    pub picture: QrCode,
    /// The secret, in groups for typing.
    pub key: String,
}

/// A QR code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QrCode {
    /// Modules per side, including the quiet zone.
    pub size: u16,
    /// The dark modules, as the `d` attribute of an SVG path.
    pub path: String,
}

/// `/settings/security/recovery-codes`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryCodesView {
    /// New codes that the user has not confirmed storing yet, in groups for reading.
    pub fresh: Vec<String>,
    pub left: u32,
}
