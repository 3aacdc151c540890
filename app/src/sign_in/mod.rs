//! Signing in. `/sign-in` offers the methods. A password signs in directly; a code by email or text is entered at
//! `/sign-in/code/…`.

#[cfg(feature = "ssr")]
mod card_preview;
mod code_api;
mod code_form;
mod code_form_state;
mod code_from_text;
mod code_page;
mod code_screen;
mod email_code;
mod known_account;
mod locked;
pub(crate) mod method_forms;
mod passkey;
mod password;
mod returning;
mod sign_in_forms;
mod sign_in_page;
mod sign_in_screen;
mod tabs;
mod text_code;

#[cfg(feature = "ssr")]
pub(crate) use card_preview::card_html;
pub use code_api::{ResendCode, VerifyCode};
pub(crate) use code_form::CodeForm;
pub(crate) use code_form_state::CodeFormState;
pub(crate) use code_page::Destination;
pub use code_page::{CodePage, StartAgainPage};
pub use code_screen::{CodeScreen, ConfirmedChange, Delivery};
pub use email_code::SendCode;
pub use known_account::ForgetAccount;
pub use passkey::SignInWithPasskey;
pub use password::SignInWithPassword;
pub use returning::ForgetMethod;
pub use sign_in_forms::SignInForms;
pub use sign_in_page::SignInPage;
pub use sign_in_screen::{ContinueAs, DemoAccount, PasskeyButtonPosition, SignInScreen};
pub use text_code::SendText;
