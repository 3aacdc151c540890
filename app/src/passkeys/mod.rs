//! Passkeys in the browser: requests a challenge, calls the browser and posts its response. All of it needs JavaScript,
//! and every page says so.

mod api;
mod browser;
mod ceremony;
mod forms;
mod watch;

#[cfg(feature = "ssr")]
pub(crate) use api::passkey_name;
pub use api::{AskForPasskey, PasskeyChallenge, PasskeyPurpose, PasskeyResponse};
pub(crate) use browser::{is_supported, signal_accepted};
pub use ceremony::{Fields, PasskeyCeremony};
pub use forms::PasskeyButton;
pub(crate) use forms::{CeremonyError, NewPasskeyForm, PasskeyNameField, is_about_name};
