//! Texts of the page behind "This wasn't me".

pub use super::sentences::not_me::*;
