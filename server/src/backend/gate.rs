//! The sign-in page and the one for making an account: what an organisation offers there.

use super::{RequestBackend, request::view};
use crate::{
    demo,
    failure::Failure,
    flows::{account, invitations, sign_in, sign_up},
};
use app::{
    ApiError,
    backend::Answer,
    sign_in::{Gate, PasskeyPlace},
    sign_up::SignUpScreen,
};
use domain::{Method, Slug, policy::SignUp, sign_in::SignInError};

impl RequestBackend {
    pub(super) async fn sign_in_page(
        &self,
        organisation: Option<Slug>,
        method: Option<Method>,
        wanted: Option<String>,
    ) -> Answer<Gate> {
        let (organisation, is_default) = self.answer(sign_in::gate(&self.house, organisation.as_ref()).await)?;
        let passkey = self.passkey_place(&organisation);
        let mut methods = sign_in::typed_methods(&self.house, &organisation);
        let remembered = self.remembered.and_then(|method| methods.iter().position(|&one| one == method));
        if let Some(place) = remembered {
            methods[..=place].rotate_right(1);
        }
        let selected = match method {
            None => methods.first().copied(),
            Some(method) => Some(method).filter(|method| methods.contains(method)),
        };
        let selected = selected.ok_or(ApiError::Refused(SignInError::NotOffered))?;
        let outcome = account::current(&self.house, &self.visitor).await.map_err(Failure::Broken);
        let signed_in = self.answer(outcome)?;
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        Ok(Gate {
            selected,
            is_remembered: remembered.is_some() || passkey == Some(PasskeyPlace::Remembered),
            passkey,
            may_sign_up: organisation.policy.sign_up == SignUp::Open,
            asks_for_code: invitations::asks_for_code(&organisation),
            countries: self.countries(&methods),
            return_to: wanted.map(|wanted| wanted.to_string()),
            signed_in_as: signed_in.map(|signed_in| signed_in.account.email.to_string()),
            demo: if self.house.is_demo { demo::people(&organisation.slug) } else { Vec::new() },
            methods,
            organisation: view(organisation, is_default),
            typed: self.typed.clone().unwrap_or_default(),
            now: self.house.clock.now(),
            received: Default::default(),
        })
    }

    pub(super) async fn sign_up_page(
        &self,
        organisation: Option<Slug>,
        wanted: Option<String>,
    ) -> Answer<SignUpScreen> {
        let (organisation, is_default) = self.answer(sign_up::open_house(&self.house, organisation.as_ref()).await)?;
        let methods = sign_in::typed_methods(&self.house, &organisation);
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        Ok(SignUpScreen {
            password: methods.contains(&Method::Password).then_some(organisation.policy.password),
            countries: self.countries(&methods),
            return_to: wanted.map(|wanted| wanted.to_string()),
            organisation: view(organisation, is_default),
            typed: self.typed.clone().unwrap_or_default(),
            now: self.house.clock.now(),
            received: Default::default(),
        })
    }
}
