//! "Forgot password?": a message with a link, and a page where a new password is chosen; or, where the policy says so, a
//! temporary password between the two. Opening a link changes nothing.

mod added_lately;
mod api;
mod confirm;
mod new_password_page;
mod recovery_page;

pub use api::{
    Added, AddedView, ChoosePassword, ConfirmReset, Link, NewPasswordScreen, RecoveryScreen, SavePassword,
    SendInstructions, Step, choose_password, confirm_reset, save_password, send_instructions,
};
pub use new_password_page::NewPasswordPage;
pub use recovery_page::RecoveryPage;
