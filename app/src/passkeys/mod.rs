//! Passkeys in the browser: requests a challenge, calls the browser and posts its response. All of it needs JavaScript,
//! and every page says so.

mod api;
mod browser;
mod button;
#[cfg(feature = "ssr")]
pub mod handlers;
mod name;
mod new_form;
mod run;
mod watch;

pub use api::{AskForPasskey, PasskeyAnswer, PasskeyAsked, PasskeyPurpose, ask_for_passkey};
pub(crate) use browser::tell_accepted;
pub use button::PasskeyButton;
pub(crate) use name::{PasskeyName, is_about_name};
pub(crate) use new_form::NewPasskeyForm;
pub use run::{Fields, Run, Said};
