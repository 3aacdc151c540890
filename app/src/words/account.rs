//! Texts of the account page.

pub use super::sentences::account::*;

pub fn greeting(name: Option<&str>) -> String {
    match name {
        Some(name) => hello_name(name),
        None => HELLO.into(),
    }
}
