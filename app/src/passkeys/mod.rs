//! Passkeys: what the server asks a browser, the browser's own window, and the way back with its answer. Nothing here works
//! without script, and every page says so.

mod api;
mod browser;
mod button;
mod name;
mod new_form;
mod run;
mod watch;

pub use api::{AskForPasskey, PasskeyAnswer, PasskeyAsked, PasskeyPurpose, PasskeyUse, ask_for_passkey};
pub(crate) use browser::tell_accepted;
pub use button::PasskeyButton;
pub(crate) use name::{PasskeyName, is_about_name};
pub(crate) use new_form::NewPasskeyForm;
pub use run::{Fields, Run, Said};
