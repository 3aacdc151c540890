//! Passkeys: asking for them at sign-in, as a second factor and to reauthenticate, and managing those of an account.

use crate::{
    passkeys::{PasskeyAnswer, PasskeyAsked, PasskeyPurpose},
    paths::{self, SettingsAddress},
    redirect::Redirect,
    server::{Answer, WebRequest, cookies, in_words, parameter},
    settings::{
        Done, NewPasskeyView, PasskeyView, PasskeysView,
        handlers::{done, own_path},
    },
    sign_in::PasskeyPlace,
    typed::Typed,
};
use domain::{
    Method, PasskeyId, PasskeyName, Slug,
    passkey::MOST,
    policy::SecondFactor,
    refusal::{FormField, Refusal},
};
use service::{
    account::{SignedIn, recently_proven},
    failure::Failure,
    passkeys::{self, Answered, Asked, Registered},
    settings,
    sign_in::{self, second_step},
};
use store::{organisations::Organisation, passkeys::Passkey};

fn registered(answer: &PasskeyAnswer) -> Registered<'_> {
    Registered { request: answer.request, answer: &answer.answer }
}

fn name(text: &str) -> Answer<PasskeyName> {
    text.parse().map_err(|_| Refusal::InvalidField(FormField::PasskeyName).into())
}

pub fn passkey_view(passkey: &Passkey, zone: Option<&str>) -> PasskeyView {
    PasskeyView {
        id: passkey.id.to_string(),
        name: passkey.name.clone(),
        added: in_words(passkey.created_at, zone),
        used: passkey.last_used_at.map(|at| in_words(at, zone)),
    }
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
            PasskeyPurpose::Proof => settings::ask_for_proof(cx, &self.signed_in().await?).await,
            PasskeyPurpose::Making => {
                let signed_in = self.signed_in().await?;
                let proven = self.answer(recently_proven(&cx.app, &signed_in))?;
                settings::ask_to_make_passkey(cx, proven).await
            }
        };
        let Asked { request, options, browser } = self.answer(asked)?;
        self.set_cookie(cookies::browser(&browser));
        Ok(PasskeyAsked { request: request.to_string(), options })
    }

    fn answered<'a>(&self, answer: &'a PasskeyAnswer) -> Answer<Answered<'a>> {
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
        let name = name(typed)?;
        let outcome = second_step::set_up_passkey(&self.cx, &name, registered(answer)).await;
        self.second_step_taken(outcome).await
    }

    pub(crate) async fn prove_with_passkey(
        &self,
        signed_in: &SignedIn,
        answer: &PasskeyAnswer,
        next: String,
    ) -> Answer<Redirect> {
        let answered = self.answered(answer)?;
        self.changed(settings::prove_with_passkey(&self.cx, signed_in, answered).await)?;
        Ok(Redirect::path(own_path(next)))
    }

    pub(crate) async fn add_passkey(
        &self,
        signed_in: &SignedIn,
        answer: Answer<PasskeyAnswer>,
        typed: String,
        wanted: &str,
    ) -> Answer<Redirect> {
        let name = name(&typed)?;
        match self.answer(recently_proven(&self.cx.app, signed_in)) {
            Ok(proven) => {
                let (cx, answer) = (&self.cx, answer?);
                self.changed(settings::add_passkey(cx, proven, &name, registered(&answer)).await)?;
                self.forget_typed();
                self.forget_form();
                self.to_fresh_codes(proven, Done::PasskeyAdded, wanted).await
            }
            Err(error) => {
                let typed = Typed { name: typed, ..Typed::default() };
                self.to_proof_from(signed_in, error, SettingsAddress::NewPasskey, wanted, Some(typed))
            }
        }
    }

    pub(crate) async fn rename_passkey(
        &self,
        signed_in: &SignedIn,
        passkey: PasskeyId,
        typed: &str,
    ) -> Answer<Redirect> {
        let name = name(typed)?;
        self.answer(settings::rename_passkey(&self.cx, signed_in, passkey, &name).await)?;
        self.forget_typed();
        Ok(done(SettingsAddress::Security, Done::PasskeyRenamed))
    }

    pub(crate) async fn remove_passkey(&self, signed_in: &SignedIn, passkey: PasskeyId) -> Answer<Redirect> {
        match self.answer(recently_proven(&self.cx.app, signed_in)) {
            Ok(proven) => {
                self.changed(settings::remove_passkey(&self.cx, proven, passkey).await)?;
                Ok(done(SettingsAddress::Security, Done::PasskeyRemoved))
            }
            Err(error) => self.to_proof(error, SettingsAddress::Security, None),
        }
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

    /// `None` if the user has no passkeys and may not add any. Existing passkeys can be removed even if the
    /// organisation no longer accepts new ones.
    pub(crate) fn passkeys_view(&self, signed_in: &SignedIn, own: &[Passkey]) -> Option<PasskeysView> {
        let zone = signed_in.account.time_zone.as_deref();
        let may_add = passkeys::may_have(&self.cx.app, &signed_in.organisation.policy);
        let passkeys: Vec<_> = own.iter().map(|passkey| passkey_view(passkey, zone)).collect();
        (may_add || !passkeys.is_empty()).then_some(PasskeysView { passkeys, may_add })
    }

    /// Tells the browser which passkeys of the account are valid, even if none is left (Web Authentication Level 3,
    /// §5.1.10.3). `None` if the server does not support passkeys.
    pub(crate) fn accepted_passkeys(&self, signed_in: &SignedIn, own: &[Passkey]) -> Option<String> {
        let credentials = own.iter().map(|passkey| passkey.credential_id.as_slice());
        Some(self.cx.app.passkeys.as_ref()?.accepted(signed_in.account.id, credentials))
    }

    pub(crate) async fn new_passkey_view(&self, signed_in: &SignedIn) -> Answer<NewPasskeyView> {
        if !passkeys::may_have(&self.cx.app, &signed_in.organisation.policy) {
            return Err(Refusal::NotOffered.into());
        }
        let is_full = self.own_passkeys(signed_in).await?.len() >= MOST;
        Ok(NewPasskeyView { name: self.cx.browser_name(), is_full })
    }

    pub(crate) async fn passkey_view(&self, signed_in: &SignedIn, query: &str) -> Answer<PasskeyView> {
        let wanted = parameter(query, paths::PASSKEY).unwrap_or_default();
        let own = self.own_passkeys(signed_in).await?;
        let found = own.iter().find(|passkey| passkey.id.to_string() == wanted);
        let found = found.ok_or(Refusal::NotFound)?;
        Ok(passkey_view(found, signed_in.account.time_zone.as_deref()))
    }
}
