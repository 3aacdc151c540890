//! Signing in with a code by email.

mod bad_input;
mod journey;
mod limits;
mod refusals;
mod secrecy;
mod sessions;
