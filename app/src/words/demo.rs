//! What only a demonstration shows.

pub use super::sentences::demo::*;

/// The same as `FILL_IN` for whoever does not see beside which account the button stands.
pub fn fill_in(email: &str) -> String {
    fill_in_for(email)
}
