//! The page behind "This wasn't me".

pub const PAGE_TITLE: &str = "A sign-in to your account";
pub const TITLE: &str = "Was this you?";
pub const TEXT: &str = "Somebody signed in to this account from a browser that had not been seen before.";
pub const ACCOUNT: &str = "Account";
pub const WHEN: &str = "When";
pub const BROWSER: &str = "Browser";
pub const PLACE: &str = "Network address";
pub const NOT_ME: &str = "This wasn't me";
pub const WHAT_IT_DOES: &str =
    "This ends that session and forgets that browser. Then we show you how to keep the account safe.";
pub const WAS_ME: &str = "If it was you, there is nothing to do. You can close this page.";

pub mod over {
    //! When that session has ended.
    pub const TITLE: &str = "That session has ended";
    pub const TEXT: &str =
        "Whoever it was is signed out. If you have a password, choose a new one: somebody else may know it.";
}
