//! Signing in. `/sign-in` offers the methods. A password signs in directly; a code by email or text is entered at
//! `/sign-in/code/…`.

mod api;
mod code_api;
mod code_form_state;
mod code_page;
mod code_screen;
pub(crate) mod method_forms;
mod password_form;
mod sign_in_forms;
mod sign_in_page;
mod sign_in_screen;
mod tabs;

pub use api::{ForgetMethod, SendCode, SendText, SignInWithPasskey, SignInWithPassword};
pub use code_api::{ResendCode, VerifyCode};
pub use code_page::{CodePage, StartAgainPage};
pub use code_screen::{CodeScreen, Delivery};
pub use password_form::PasswordForm;
pub use sign_in_forms::SignInForms;
pub use sign_in_page::SignInPage;
pub use sign_in_screen::{DemoAccount, PasskeyButtonPosition, SignInScreen};
