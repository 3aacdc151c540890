//! The page behind "Forgot password?".

pub const PAGE_TITLE: &str = "Forgot your password?";
