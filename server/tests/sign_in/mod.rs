//! Signing in with a code by email, and what all sign-in methods have in common.

mod bad_input;
mod code_screen;
mod journey;
mod known_account;
mod limits;
mod refusals;
mod remembered;
mod secrecy;
mod sessions;
