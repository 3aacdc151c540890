//! The page behind "This wasn't me".

pub const PAGE_TITLE: &str = "A sign-in to your account";
