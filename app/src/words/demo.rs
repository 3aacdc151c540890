//! Texts of a demonstration.

pub use super::sentences::demo::*;

/// The accessible name of the button `FILL_IN`. It names the account, because a screen reader does not tell which
/// account the button is beside.
pub fn fill_in(email: &str) -> String {
    fill_in_for(email)
}
