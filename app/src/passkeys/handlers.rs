//! Passkeys: asking for them at sign-in, as a second factor and to reauthenticate, and managing those of an account.

use crate::{
    passkeys::{PasskeyAnswer, PasskeyAsked, PasskeyPurpose},
    redirect::Redirect,
    server::{Answer, WebRequest, cookies},
    sign_in::PasskeyPlace,
};
use domain::{
    Method, PasskeyName, Slug,
    policy::SecondFactor,
    refusal::{FormField, Refusal},
};
use service::{
    account::{SignedIn, recently_authenticated},
    failure::Failure,
    passkeys::{self, Answered, Asked, Registered},
    settings,
    sign_in::{self, second_step},
};
use store::{organisations::Organisation, passkeys::Passkey};

pub(crate) fn registered(answer: &PasskeyAnswer) -> Registered<'_> {
    Registered { request: answer.request, answer: &answer.answer }
}

pub(crate) fn passkey_name(text: &str) -> Answer<PasskeyName> {
    text.parse().map_err(|_| Refusal::InvalidField(FormField::PasskeyName).into())
}

impl WebRequest {
    /// Where the sign-in page has its button for passkeys. `None` if the organisation does not offer them.
    pub(crate) fn passkey_place(&self, organisation: &Organisation) -> Option<PasskeyPlace> {
        let methods = sign_in::methods(&self.cx.app, organisation);
        let at = methods.iter().position(|&method| method == Method::Passkey)?;
        Some(match (self.remembered, at) {
            (Some(Method::Passkey), _) => PasskeyPlace::Remembered,
            (None, 0) => PasskeyPlace::Above,
            _ => PasskeyPlace::Below,
        })
    }

    pub(crate) async fn ask_for_passkey(
        &self,
        purpose: PasskeyPurpose,
        organisation: Option<Slug>,
    ) -> Answer<PasskeyAsked> {
        let cx = &self.cx;
        let asked = match purpose {
            PasskeyPurpose::SignIn => sign_in::ask_for_passkey(cx, organisation.as_ref()).await,
            PasskeyPurpose::SecondStep => second_step::ask_for_passkey(cx).await,
            PasskeyPurpose::SetUp => second_step::ask_to_set_up_passkey(cx).await,
            PasskeyPurpose::Proof => settings::ask_to_reauthenticate(cx, &self.signed_in().await?).await,
            PasskeyPurpose::Making => {
                let signed_in = self.signed_in().await?;
                let proven = self.answer(recently_authenticated(&cx.app, &signed_in))?;
                settings::ask_to_make_passkey(cx, proven).await
            }
        };
        let Asked { request, options, browser } = self.answer(asked)?;
        self.set_cookie(cookies::browser(&browser));
        Ok(PasskeyAsked { request: request.to_string(), options })
    }

    pub(crate) fn answered<'a>(&self, answer: &'a PasskeyAnswer) -> Answer<Answered<'a>> {
        self.answer(Answered::of(answer.request, &answer.answer))
    }

    pub(crate) async fn sign_in_with_passkey(
        &self,
        organisation: Option<Slug>,
        answer: &PasskeyAnswer,
        wanted: &str,
    ) -> Answer<Redirect> {
        let (cx, slug) = (&self.cx, organisation.as_ref());
        let answered = self.answered(answer)?;
        let entered = sign_in::sign_in_with_passkey(cx, slug, answered, wanted).await;
        Ok(self.entered(self.answer(entered)?))
    }

    /// Answers the second step of a sign-in.
    pub(crate) async fn answer_with_passkey(&self, answer: &PasskeyAnswer, remember: bool) -> Answer<Redirect> {
        let typed = second_step::Typed::Passkey(self.answered(answer)?);
        self.second_step_taken(second_step::answer(&self.cx, typed, remember).await).await
    }

    /// Adds a required first passkey and completes the sign-in.
    pub(crate) async fn set_up_passkey(&self, answer: &PasskeyAnswer, typed: &str) -> Answer<Redirect> {
        let name = passkey_name(typed)?;
        let outcome = second_step::set_up_passkey(&self.cx, &name, registered(answer)).await;
        self.second_step_taken(outcome).await
    }

    pub(crate) async fn own_passkeys(&self, signed_in: &SignedIn) -> Answer<Vec<Passkey>> {
        if !signed_in.enrolled.ways.contains(&SecondFactor::Passkey) {
            return Ok(Vec::new());
        }
        self.answer(passkeys::of_account(&self.cx.app, signed_in.account.id).await.map_err(Failure::Broken))
    }

    pub(crate) fn has_passkey(&self, signed_in: &SignedIn) -> bool {
        self.cx.app.passkeys.is_some() && signed_in.enrolled.ways.contains(&SecondFactor::Passkey)
    }

    /// Tells the browser which passkeys of the account are valid, even if none is left (Web Authentication Level 3,
    /// §5.1.10.3). `None` if the server does not support passkeys.
    pub(crate) fn accepted_passkeys(&self, signed_in: &SignedIn, own: &[Passkey]) -> Option<String> {
        let credentials = own.iter().map(|passkey| passkey.credential_id.as_slice());
        Some(self.cx.app.passkeys.as_ref()?.accepted(signed_in.account.id, credentials))
    }
}
