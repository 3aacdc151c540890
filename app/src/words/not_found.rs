//! Texts of the page for unknown paths.

pub use super::sentences::not_found::*;
