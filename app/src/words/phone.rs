//! Texts of phone number fields.

pub use super::sentences::phone::*;

/// Formatted like `United States +1`.
pub fn country(name: &str, calling_code: u16) -> String {
    format!("{name} +{calling_code}")
}

/// The hint below the field. `number` is an example in the national format of the chosen country.
pub fn hint(number: &str, is_optional: bool) -> String {
    if is_optional { optional_example(number) } else { example(number) }
}
