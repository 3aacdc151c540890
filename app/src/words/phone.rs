//! Phone numbers.

pub use super::sentences::phone::*;

/// `United States +1`
pub fn country(name: &str, calling_code: u16) -> String {
    format!("{name} +{calling_code}")
}

/// Below the field: a number as people of the chosen country write it.
pub fn hint(number: &str, is_optional: bool) -> String {
    if is_optional { optional_example(number) } else { example(number) }
}
