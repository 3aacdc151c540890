//! The way back in, between its pages and its flow.

use super::{RequestBackend, view};
use crate::flows::{
    recovery::{self, Standing},
    sign_in,
};
use app::{
    ApiError,
    backend::Answer,
    go_to::GoTo,
    paths::{self, RecoveryStep},
    recovery::{Link, NewPasswordScreen, RecoveryScreen, Step},
};
use domain::{EmailAddress, Method, Password, Slug, sign_in::SignInError};

impl RequestBackend {
    pub(super) async fn recovery(&self, organisation: Option<Slug>, step: RecoveryStep) -> Answer<RecoveryScreen> {
        let (organisation, is_default) = self.answer(sign_in::gate(&self.house, organisation.as_ref()).await)?;
        let mut methods = sign_in::methods(&self.house, &organisation);
        methods.retain(|&method| method != Method::Password);
        let step = match (step, recovery::good_for(&organisation)) {
            (RecoveryStep::Ask, Some(_)) => Step::Ask,
            (RecoveryStep::Ask, None) => Step::Help,
            (RecoveryStep::Sent, Some(good_for)) => Step::Sent { good_for },
            (RecoveryStep::Changed, Some(_)) => Step::Changed,
            (RecoveryStep::Sent | RecoveryStep::Changed, None) => {
                return Err(ApiError::Refused(SignInError::NotOffered));
            }
        };
        Ok(RecoveryScreen {
            organisation: view(organisation, is_default),
            step,
            methods,
            typed: self.typed.clone().unwrap_or_default(),
            now: self.house.clock.now(),
            received: Default::default(),
        })
    }

    pub(super) async fn ask_for_link(&self, organisation: Option<Slug>, email: EmailAddress) -> Answer<GoTo> {
        let outcome = recovery::ask(&self.house, &self.visitor, organisation.as_ref(), email).await;
        let (organisation, is_default) = self.answer(outcome)?;
        self.forget_typed();
        Ok(GoTo::path(paths::recovery_sent(&view(organisation, is_default))))
    }

    pub(super) async fn new_password(&self, token: &str) -> Answer<NewPasswordScreen> {
        let shown = self.answer(recovery::show(&self.house, token).await)?;
        let rules = shown.organisation.policy.password;
        Ok(NewPasswordScreen {
            link: match shown.standing {
                Standing::Open(email) => Link::Open { email: email.to_string(), rules },
                Standing::Used => Link::Used,
                Standing::Old => Link::Old,
                Standing::Unknown => Link::Unknown,
            },
            organisation: view(shown.organisation, shown.is_default),
            token: token.to_owned(),
            now: self.house.clock.now(),
            received: Default::default(),
        })
    }

    pub(super) async fn finish_recovery(&self, token: &str, password: Password) -> Answer<GoTo> {
        let outcome = recovery::finish(&self.house, &self.visitor, token, password).await;
        let (organisation, is_default) = self.answer(outcome)?;
        Ok(GoTo::path(paths::recovery_changed(&view(organisation, is_default))))
    }
}
