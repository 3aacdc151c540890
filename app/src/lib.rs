//! What people see and may ask for: screens and server functions, the same code in browser and server.
//! It must never know how anything is stored, hashed or sent; it asks `Backend`.

// Views are types as deep as the page.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod act;
#[cfg(feature = "ssr")]
pub mod answer;
#[cfg(feature = "ssr")]
pub mod backend;

pub mod account;
pub mod admin;
pub mod api_error;
mod app;
mod call;
pub mod go_to;
pub mod invitation;
pub mod language;
pub mod not_me;
pub mod organisation;
pub mod page;
mod parts;
pub mod passkeys;
pub mod paths;
pub mod phone;
pub mod recovery;
pub mod second_step;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod sign_in;
pub mod sign_up;
mod submission;
pub mod typed;
mod ui;
pub mod welcome;
pub mod words;

pub use api_error::ApiError;
pub use app::{App, AppProps, Page};
