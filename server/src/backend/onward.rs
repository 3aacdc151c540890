//! Where signing in leads.

use super::{RequestBackend, view};
use crate::{
    failure::Failure,
    flows::{account, sign_in::second_step},
};
use app::{
    backend::Answer,
    go_to::GoTo,
    paths::{self, Address, SecondStepAddress},
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

impl RequestBackend {
    /// Where a browser is that has got further meanwhile, in another tab or by the first of two presses; `None`: it has not.
    pub(super) async fn further(&self) -> Answer<Option<GoTo>> {
        let half = self.answer(second_step::show(&self.house, &self.visitor, None).await)?;
        if half.underway.is_some() {
            let organisation = view(half.organisation, half.is_default);
            return Ok(Some(GoTo::path(paths::second_step(&organisation, SecondStepAddress::Any))));
        }
        let signed_in = account::current(&self.house, &self.visitor).await.map_err(Failure::Broken);
        Ok(self.answer(signed_in)?.map(|_| GoTo::path(paths::ACCOUNT.to_owned())))
    }
}
