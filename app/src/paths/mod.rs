//! All paths of this site.

mod address;
mod admin;
mod common;
mod joining;
mod prefixes;
mod second_step;
mod settings;
mod sign_in;
#[cfg(test)]
mod tests;

pub use address::{Address, may_follow_reauthentication, meant};
pub use admin::*;
pub use common::*;
pub use joining::*;
pub(crate) use prefixes::{kind_at, method_at};
pub use second_step::*;
pub use settings::*;
pub use sign_in::*;
