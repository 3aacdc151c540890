//! "Forgot password?": a message with a link, and a page where a new password is chosen. Opening the link changes nothing.

mod api;
mod new_password_page;
mod recovery_page;

pub use api::{
    Link, NewPasswordScreen, RecoveryScreen, SavePassword, SendInstructions, Step, save_password, send_instructions,
};
pub use new_password_page::NewPasswordPage;
pub use recovery_page::RecoveryPage;
