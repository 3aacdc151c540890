//! All paths of this site.

mod address;
mod admin;
mod beginnings;
mod common;
mod cookie_check;
mod files;
mod joining;
mod second_step;
mod settings;
mod sign_in;
#[cfg(test)]
mod tests;

pub use address::{Address, meant, takes_proof};
pub use admin::*;
pub(crate) use beginnings::{kind_at, method_at};
pub use common::*;
pub use cookie_check::*;
pub use files::*;
pub use joining::*;
pub use second_step::*;
pub use settings::*;
pub use sign_in::*;
