//! Texts of the sign-up page.

pub use super::sentences::sign_up::*;
