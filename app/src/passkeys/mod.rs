//! Passkeys in the browser: requests a challenge, calls the browser and posts its response. All of it needs JavaScript,
//! and every page says so.

mod api;
mod browser;
mod button;
mod ceremony;
#[cfg(feature = "ssr")]
pub mod handlers;
mod name;
mod new_form;
mod watch;

pub use api::{AskForPasskey, PasskeyAnswer, PasskeyAsked, PasskeyPurpose, ask_for_passkey};
pub(crate) use browser::tell_accepted;
pub use button::PasskeyButton;
pub use ceremony::{Fields, PasskeyCeremony, Said};
pub(crate) use name::{PasskeyName, is_about_name};
pub(crate) use new_form::NewPasskeyForm;
