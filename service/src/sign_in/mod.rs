//! Signing in with a code by email or text, a password or a passkey. Every step takes as long and answers the same
//! whether or not an account has the address; only an unknown phone number is refused.

mod complete;
mod page;
mod passkey;
mod passkey_offer;
mod password;
mod remembered;
pub mod second_step;
mod send;
mod session;
mod temporary;

pub use complete::SignInOutcome;
pub use page::{find_organisation, home, is_default, methods, return_to, typed_methods};
pub use passkey::{ask_for_passkey, sign_in_with_passkey};
pub use passkey_offer::skip_passkey_offer;
pub use password::{PasswordOutcome, sign_in_with_password};
pub use remembered::{RememberedAccount, open_remembered, seal_remembered};
pub use send::{send_code, send_text};
pub use session::StartedSession;

pub(crate) use complete::{complete_by_link, complete_sign_in, complete_with_code};
pub(crate) use session::Authentication;
