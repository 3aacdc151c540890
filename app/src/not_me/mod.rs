//! "This wasn't me": ends the session that a sign-in alert is about. Opening the link changes nothing.

mod api;
#[cfg(feature = "ssr")]
pub mod handlers;
mod not_me_page;

pub use api::{NotMeScreen, WasNotMe, was_not_me};
pub use not_me_page::NotMePage;
