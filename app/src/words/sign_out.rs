//! Texts of the page that asks whether to sign out.

pub use super::sentences::sign_out::*;
