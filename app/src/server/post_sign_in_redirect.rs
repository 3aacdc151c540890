//! Where the user goes after signing in.

use crate::{
    paths::{self, Address},
    redirect::Redirect,
};
use domain::ReturnTo;

/// Redirects a user who has just signed in: to `return_to`, which may be an external address, or else to the account
/// page.
pub fn destination(return_to: Option<ReturnTo>) -> Redirect {
    let Some(return_to) = return_to else { return Redirect::path(paths::ACCOUNT.to_owned()) };
    let path = return_to.as_str().split(['?', '#']).next().unwrap_or_default();
    match Address::of(path) {
        Some(_) => Redirect::path(return_to.to_string()),
        None => Redirect::away(return_to),
    }
}
