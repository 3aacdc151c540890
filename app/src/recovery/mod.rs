//! "Forgot password?": a message with a link to a page where the user chooses a new password. If the policy says so,
//! the link only confirms the request, and a temporary password follows. Opening a link changes nothing.

mod added_lately;
mod api;
mod confirm;
#[cfg(feature = "ssr")]
pub mod handlers;
mod new_password_page;
mod recovery_page;

pub use api::{
    Added, AddedView, ChoosePassword, ConfirmReset, Link, NewPasswordScreen, RecoveryScreen, SavePassword,
    SendInstructions, Step, choose_password, confirm_reset, save_password, send_instructions,
};
pub use new_password_page::NewPasswordPage;
pub use recovery_page::RecoveryPage;
