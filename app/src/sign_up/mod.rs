//! Signing up: `/sign-up` asks who it is, a code proves the address, and `/account` follows.

mod api;
mod sign_up_form;
mod sign_up_page;

pub use api::{NewPerson, SignUp, SignUpScreen, sign_up};
pub use sign_up_page::SignUpPage;
