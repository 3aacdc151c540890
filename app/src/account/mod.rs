//! The page of a signed-in user.

mod account_page;
mod api;
#[cfg(feature = "ssr")]
pub mod handlers;

pub use account_page::AccountPage;
pub use api::{CurrentAccount, SignOut, sign_out};
