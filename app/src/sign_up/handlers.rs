//! The sign-up page of an organisation, with the fields that its policy asks for.

use super::SignUpScreen;
use crate::server::{Answer, WebRequest, view};
use domain::{Method, Slug};
use service::{sign_in, sign_up};

impl WebRequest {
    pub(crate) async fn sign_up_screen(
        &self,
        organisation: Option<Slug>,
        wanted: Option<String>,
    ) -> Answer<SignUpScreen> {
        let (organisation, is_default) = self.answer(sign_up::open_house(&self.cx.app, organisation.as_ref()).await)?;
        let methods = sign_in::typed_methods(&self.cx.app, &organisation);
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        Ok(SignUpScreen {
            password: methods.contains(&Method::Password).then_some(organisation.policy.password),
            countries: self.countries(&methods),
            return_to: wanted.map(|wanted| wanted.to_string()),
            organisation: view(organisation, is_default),
            typed: self.typed.clone().unwrap_or_default(),
            now: self.cx.app.clock.now(),
            received: Default::default(),
        })
    }
}
