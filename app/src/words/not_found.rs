//! The page that does not exist.

pub use super::sentences::not_found::*;
