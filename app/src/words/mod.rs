//! All texts on screens. They are short and calm, and say what to do next.

pub mod account;
pub mod activity;
pub mod admin;
pub mod authorize;
pub mod code;
pub mod demo;
pub mod enter;
mod failure;
pub mod invitation;
pub mod not_found;
pub mod not_me;
pub mod onboarding;
pub mod passkey;
pub mod password;
pub mod phone;
pub mod recovery;
pub mod second_step;
#[expect(dead_code, reason = "not every section is read by key")]
mod sentences;
pub mod settings;
mod shared;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
mod word;

pub use failure::{failure, incident, refusal};
pub use sentences::no_cookies;
pub use shared::*;
pub(crate) use word::by_name;
pub use word::{Sentence, Word};
