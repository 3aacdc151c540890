//! The sign-in page of an organisation, with the methods that its policy offers, and signing in with a password.

use super::{DemoAccount, PasskeyPlace, SignInScreen};
use crate::{
    paths,
    redirect::Redirect,
    server::{Answer, WebRequest, cookies, run_to_completion, view},
};
use domain::{EmailAddress, Method, Password, Refusal, Slug, policy::SignUp};
use service::{
    demo::{self, DemoUser},
    invitations,
    sign_in::{self, PasswordOutcome},
};

impl WebRequest {
    pub(crate) async fn sign_in_screen(
        &self,
        organisation: Option<Slug>,
        method: Option<Method>,
        wanted: Option<String>,
    ) -> Answer<SignInScreen> {
        let (organisation, is_default) =
            self.answer(sign_in::find_organisation(&self.cx.app, organisation.as_ref()).await)?;
        let passkey = self.passkey_place(&organisation);
        let mut methods = sign_in::typed_methods(&self.cx.app, &organisation);
        let remembered = self.remembered.and_then(|method| methods.iter().position(|&one| one == method));
        if let Some(place) = remembered {
            methods[..=place].rotate_right(1);
        }
        let selected = match method {
            None => methods.first().copied(),
            Some(method) => Some(method).filter(|method| methods.contains(method)),
        };
        let selected = selected.ok_or(Refusal::NotOffered)?;
        let signed_in = self.session_account().await?;
        let wanted = wanted.and_then(|wanted| sign_in::return_to(&organisation, &wanted));
        Ok(SignInScreen {
            selected,
            is_remembered: remembered.is_some() || passkey == Some(PasskeyPlace::Remembered),
            passkey,
            may_sign_up: organisation.policy.sign_up == SignUp::Open,
            asks_for_code: invitations::asks_for_code(&organisation),
            countries: self.countries(&methods),
            return_to: wanted.map(|wanted| wanted.to_string()),
            signed_in_as: signed_in.map(|signed_in| signed_in.account.email.to_string()),
            demo: if self.cx.app.is_demo { demo_accounts(&organisation.slug) } else { Vec::new() },
            methods,
            organisation: view(organisation, is_default),
            typed: self.typed.clone().unwrap_or_default(),
            now: self.cx.app.clock.now(),
            received: Default::default(),
        })
    }

    pub(crate) async fn sign_in_with_password(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        password: Password,
        wanted: String,
    ) -> Answer<Redirect> {
        let cx = self.cx.clone();
        let outcome = run_to_completion(async move {
            sign_in::sign_in_with_password(&cx, organisation.as_ref(), &email, password, &wanted).await
        });
        Ok(match self.answer(outcome.await)? {
            PasswordOutcome::SignIn(entered) => self.entered(entered),
            PasswordOutcome::ChoosePassword(choice) => self.may_choose(&choice),
        })
    }

    pub(crate) async fn forget_method(&self, organisation: Option<Slug>) -> Answer<Redirect> {
        let (organisation, is_default) =
            self.answer(sign_in::find_organisation(&self.cx.app, organisation.as_ref()).await)?;
        self.set_cookie(cookies::forget(cookies::METHOD));
        Ok(Redirect::path(paths::sign_in(&view(organisation, is_default))))
    }
}

/// The accounts that the sign-in page of a demo organisation lists.
fn demo_accounts(slug: &Slug) -> Vec<DemoAccount> {
    let account = |DemoUser { email, phone, password }: DemoUser| DemoAccount { email, phone, password };
    demo::people(slug).into_iter().map(account).collect()
}
