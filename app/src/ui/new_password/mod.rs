//! The field for a new password: the checklist of the rules, the input, and the strength bar under it. Client and
//! server apply the same rules.

mod checklist;
mod confirmed;
mod new_password_field;
mod save_button;
mod state;
mod strength;

pub use confirmed::{ConfirmedPassword, PasswordOwner, is_about_new_password};
pub use new_password_field::NewPasswordField;
pub use save_button::SaveButton;
pub use state::NewPassword;
