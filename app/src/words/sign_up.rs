//! The sign-up page.

pub const PAGE_TITLE: &str = "Create an account";
