//! Signing in. `/sign-in` offers the methods. A password signs in directly; a code by email or text is entered at
//! `/sign-in/code/…`.

mod api;
mod code_form;
#[cfg(feature = "ssr")]
mod code_handlers;
mod code_page;
mod code_screen;
mod delivery;
mod demo;
mod email_form;
pub(crate) mod form_chunks;
#[cfg(feature = "ssr")]
mod handlers;
mod other_ways;
mod passkey_entry;
mod password_form;
mod remembered;
mod select_form;
mod sign_in_forms;
mod sign_in_page;
mod sign_in_screen;
mod signed_in;
mod tabs;
mod text_form;

pub use api::{
    ForgetMethod, ResendCode, SendCode, SendText, SignInWithPasskey, SignInWithPassword, VerifyCode, forget_method,
    resend_code, send_code, send_text, sign_in_with_passkey, sign_in_with_password, verify_code,
};
pub use code_page::{CodePage, StartAgainPage};
pub use code_screen::CodeScreen;
pub use delivery::Delivery;
pub use demo::Demo;
pub use email_form::EmailForm;
pub use passkey_entry::PasskeyEntry;
pub use password_form::PasswordForm;
pub use sign_in_forms::SignInForms;
pub use sign_in_page::SignInPage;
pub use sign_in_screen::{DemoAccount, PasskeyPlace, SignInScreen};
pub use text_form::TextForm;
