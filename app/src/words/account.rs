//! The account page.

pub const PAGE_TITLE: &str = "Your account";
pub const SIGNED_IN_TO: &str = "You are signed in to";
pub const AS: &str = "as";
pub const SIGN_OUT: &str = "Sign out";
pub const SETTINGS: &str = "Account settings";
pub const SECURITY: &str = super::settings::SECURITY;

pub fn greeting(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("Hello, {name}"),
        None => "Hello".to_owned(),
    }
}
