//! The stories, one function each, one transaction each. They know no HTTP.

pub mod account;
pub mod activity;
pub mod admin;
mod audit;
pub mod invitations;
pub mod messages;
mod new_passwords;
pub mod not_me;
pub mod operator;
pub mod passkeys;
pub mod recovery;
pub mod rotation;
pub mod second_step;
pub mod settings;
pub mod sign_in;
pub mod sign_up;
mod standing;
pub mod temporary_password;
pub mod texts;
mod visitor;
pub mod welcome;

pub use visitor::{Visitor, browser_name};
