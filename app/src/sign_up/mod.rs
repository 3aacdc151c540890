//! Sign-up: `/sign-up` asks for the user's data, a code proves the email address, and `/account` follows.

mod api;
#[cfg(feature = "ssr")]
pub mod handlers;
mod sign_up_form;
mod sign_up_page;

pub use api::{SignUp, SignUpScreen, sign_up};
pub use sign_up_page::SignUpPage;
