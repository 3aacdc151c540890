//! Signing up: `/sign-up` asks who it is, a code proves the address, and `/account` follows.

mod api;

pub use api::{NewPerson, SignUp, SignUpScreen, sign_up};
