//! Where a passkey is used or made.

pub use super::sentences::passkey::*;
