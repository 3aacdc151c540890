//! Phone numbers.

pub const NUMBER: &str = "Phone number";
pub const COUNTRY: &str = "Country";

/// `United States +1`
pub fn country(name: &str, calling_code: u16) -> String {
    format!("{name} +{calling_code}")
}

/// Below the field: a number as people of the chosen country write it.
pub fn hint(example: &str, is_optional: bool) -> String {
    let optional = if is_optional { "Optional. " } else { "" };
    format!("{optional}For example {example}")
}
