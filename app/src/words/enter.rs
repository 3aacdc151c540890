//! Texts of the way into an application.

pub use super::sentences::enter::*;
