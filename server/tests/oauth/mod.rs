//! OpenID Connect: applications that are clients let Portico sign their users in.

mod algorithms;
mod answers;
pub mod authorize;
mod back_channel;
mod basic;
mod claims;
mod client_credentials;
mod closing;
pub mod device;
mod discovery;
mod http;
mod pages;
mod refresh;
mod sign_out;
mod tokens;

use crate::support::prelude::*;

/// The header of a posted form.
pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A browser at Portico, signed in.
pub async fn signed_in(world: &World) -> Browser {
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    browser
}
