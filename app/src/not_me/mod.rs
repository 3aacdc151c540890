//! "This wasn't me": from the message about a new sign-in to the end of that session. Opening the link changes nothing.

mod api;
mod not_me_page;

pub use api::{NotMeScreen, WasNotMe, was_not_me};
pub use not_me_page::NotMePage;
