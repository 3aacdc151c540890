//! Where the user goes after signing in.

use super::{WebRequest, view};
use crate::{
    go_to::GoTo,
    paths::{self, Address, SecondStepAddress},
    server::Answer,
};
use domain::ReturnTo;
use service::{account, failure::Failure, sign_in::second_step};

/// Redirects a user who has just signed in: to `return_to`, which may be an external address, or else to the account
/// page.
pub fn destination(return_to: Option<ReturnTo>) -> GoTo {
    let Some(return_to) = return_to else { return GoTo::path(paths::ACCOUNT.to_owned()) };
    let path = return_to.as_str().split(['?', '#']).next().unwrap_or_default();
    match Address::of(path) {
        Some(_) => GoTo::path(return_to.to_string()),
        None => GoTo::away(return_to.to_string()),
    }
}

impl WebRequest {
    /// Redirects a browser that has already got further, in another tab or by the first of two clicks: to the second
    /// factor or to the account page. `None` if it has not got further.
    pub(crate) async fn further(&self) -> Answer<Option<GoTo>> {
        let half = self.answer(second_step::show(&self.cx, None).await)?;
        if half.underway.is_some() {
            let organisation = view(half.organisation, half.is_default);
            return Ok(Some(GoTo::path(paths::second_step(&organisation, SecondStepAddress::Any))));
        }
        let signed_in = account::current(&self.cx).await.map_err(Failure::Broken);
        Ok(self.answer(signed_in)?.map(|_| GoTo::path(paths::ACCOUNT.to_owned())))
    }
}
