//! All paths of this site.

mod admin;
mod applications;
mod authorize;
mod common;
mod device;
mod enter;
mod joining;
mod prefixes;
mod route;
mod second_step;
mod settings;
mod sign_in;
#[cfg(test)]
mod tests;

pub use admin::*;
pub use applications::*;
pub use authorize::*;
pub use common::*;
pub use device::*;
pub use enter::*;
pub use joining::*;
pub(crate) use prefixes::{kind_at, method_at};
pub use route::{Route, may_follow_reauthentication, meant};
pub use second_step::*;
pub use settings::*;
pub use sign_in::*;
