//! Signing in. `/sign-in` offers the methods. A password signs in directly; a code by email or text is entered at
//! `/sign-in/code/…`.

mod code_api;
mod code_form_state;
mod code_page;
mod code_screen;
mod email_code;
pub(crate) mod method_forms;
mod passkey;
mod password;
mod sign_in_forms;
mod sign_in_page;
mod sign_in_screen;
mod tabs;
mod text_code;

pub use code_api::{ResendCode, VerifyCode};
pub use code_page::{CodePage, StartAgainPage};
pub use code_screen::{CodeScreen, Delivery};
pub use email_code::SendCode;
pub use passkey::SignInWithPasskey;
pub use password::SignInWithPassword;
pub use sign_in_forms::SignInForms;
pub use sign_in_page::{ForgetMethod, SignInPage};
pub use sign_in_screen::{DemoAccount, PasskeyButtonPosition, SignInScreen};
pub use text_code::SendText;
