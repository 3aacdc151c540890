//! Signed in: who, where, and the way out.

mod account_page;
mod api;

pub use account_page::AccountPage;
pub use api::{CurrentAccount, SignOut, sign_out};
