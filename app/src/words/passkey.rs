//! Texts of using and registering passkeys.

pub use super::sentences::passkey::*;
