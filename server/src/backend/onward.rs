//! Where signing in leads.

use app::{
    go_to::GoTo,
    paths::{self, Address},
};
use domain::ReturnTo;

/// Where somebody goes who is in now.
pub fn destination(return_to: Option<ReturnTo>) -> GoTo {
    let Some(return_to) = return_to else { return GoTo::path(paths::ACCOUNT.to_owned()) };
    let path = return_to.as_str().split(['?', '#']).next().unwrap_or_default();
    match Address::of(path) {
        Some(_) => GoTo::path(return_to.to_string()),
        None => GoTo::away(return_to.to_string()),
    }
}
