//! Screens and server functions; the same code runs in the browser and on the server. With `ssr`, server
//! functions call the use cases of `service`; how anything is stored, hashed or sent is not known here.

// The type of a view nests as deeply as the page's markup.
#![recursion_limit = "256"]

pub mod account;
pub mod admin;
pub mod api_error;
mod app;
pub mod authorize;
pub mod chunk;
mod chunks;
pub mod enter;
pub mod invitation;
pub mod language;
pub mod not_me;
pub mod onboarding;
pub mod organisation;
pub mod page;
pub mod passkeys;
pub mod password_check;
pub mod paths;
mod prelude;
pub mod recovery;
pub mod redirect;
pub mod second_step;
#[cfg(feature = "ssr")]
pub mod server;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub mod submission;
mod ui;
pub mod words;

pub use api_error::ApiError;
pub use app::{App, AppProps, Page};
pub use ui::{CountryChoice, Moment};
