//! Signing in with a code by email, and what all ways of signing in share.

mod bad_input;
mod journey;
mod limits;
mod refusals;
mod remembered;
mod secrecy;
mod sessions;
mod spellings;
