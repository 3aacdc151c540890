//! Where the user goes after signing in.

use super::{WebRequest, view};
use crate::{
    paths::{self, Address, SecondStepAddress},
    redirect::Redirect,
    server::Answer,
};
use domain::ReturnTo;
use service::{account, failure::Failure, sign_in::second_step};

/// Redirects a user who has just signed in: to `return_to`, which may be an external address, or else to the account
/// page.
pub fn destination(return_to: Option<ReturnTo>) -> Redirect {
    let Some(return_to) = return_to else { return Redirect::path(paths::ACCOUNT.to_owned()) };
    let path = return_to.as_str().split(['?', '#']).next().unwrap_or_default();
    match Address::of(path) {
        Some(_) => Redirect::path(return_to.to_string()),
        None => Redirect::away(return_to.to_string()),
    }
}

impl WebRequest {
    /// Redirects a browser that has already got further, in another tab or by the first of two clicks: to the second
    /// factor or to the account page. `None` if it has not got further.
    pub(crate) async fn further(&self) -> Answer<Option<Redirect>> {
        let half = self.answer(second_step::show(&self.cx, None).await)?;
        if half.underway.is_some() {
            let organisation = view(half.organisation, half.is_default);
            return Ok(Some(Redirect::path(paths::second_step(&organisation, SecondStepAddress::Any))));
        }
        let signed_in = account::current(&self.cx).await.map_err(Failure::Broken);
        Ok(self.answer(signed_in)?.map(|_| Redirect::path(paths::ACCOUNT.to_owned())))
    }
}
