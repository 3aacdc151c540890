//! The actions of a signed-in user, and where each of them leads.

use super::own_path;
use crate::{
    ApiError,
    language::Language,
    paths::{self, SettingsAddress},
    redirect::Redirect,
    server::{Answer, WebRequest, cookies, locale::tag_of, run_to_completion, view},
    settings::Done,
    typed::Typed,
};
use domain::{EmailAddress, Password, Refusal, ReturnTo};
use service::{
    account::{SignedIn, recently_proven, recently_proven_with_password},
    codes::CodeSent,
    failure::Failure,
    settings::{self, Changed},
    sign_in::return_to,
};
use store::challenges::Purpose;
use uuid::Uuid;

impl WebRequest {
    /// Sends a code for reauthentication. The values of the form before it stay kept.
    pub(crate) async fn send_proof_code(&self, signed_in: &SignedIn, next: String) -> Answer<Redirect> {
        let next = ReturnTo::from_store(own_path(next));
        let sent = settings::send_proof_code(&self.cx, signed_in, next).await;
        Ok(self.on_its_way(&self.answer(sent)?))
    }

    pub(crate) async fn cancel_email_change(&self, signed_in: &SignedIn) -> Answer<Redirect> {
        self.answer(settings::cancel_email(&self.cx, signed_in).await)?;
        Ok(done(SettingsAddress::Account, Done::EmailCancelled))
    }

    /// An unsupported `language` counts as none.
    pub(crate) async fn save_profile(
        &self,
        signed_in: &SignedIn,
        name: &str,
        time_zone: &str,
        language: &str,
    ) -> Answer<Redirect> {
        let language = Language::of(language).map(tag_of);
        let cx = &self.cx;
        self.answer(settings::save_profile(cx, signed_in, name, time_zone, language.as_ref()).await)?;
        self.forget_typed();
        Ok(self.spoken_to(done(SettingsAddress::Account, Done::ProfileSaved), language.as_ref()))
    }

    pub(crate) async fn end_session(&self, signed_in: &SignedIn, session: Uuid) -> Answer<Redirect> {
        self.answer(settings::end_session(&self.cx, signed_in, session).await)?;
        Ok(done(SettingsAddress::Security, Done::SessionEnded))
    }

    pub(crate) async fn end_other_sessions(&self, signed_in: &SignedIn) -> Answer<Redirect> {
        self.answer(settings::end_others(&self.cx, signed_in).await)?;
        Ok(done(SettingsAddress::Security, Done::OthersEnded))
    }

    pub(crate) async fn prove(&self, signed_in: SignedIn, password: Password, next: String) -> Answer<Redirect> {
        let cx = self.cx.clone();
        let proven = async move { settings::prove(&cx, &signed_in, password).await };
        self.changed(run_to_completion(proven).await)?;
        Ok(Redirect::path(own_path(next)))
    }

    pub(crate) async fn change_email(&self, signed_in: &SignedIn, email: EmailAddress) -> Answer<Redirect> {
        if email == signed_in.account.email {
            return Ok(to(SettingsAddress::Account));
        }
        match self.answer(recently_proven_with_password(&self.cx.app, signed_in)) {
            Ok(proven) => self.code_sent(settings::ask_for_email(&self.cx, proven, email).await),
            Err(error) => {
                let typed = Typed { email: email.to_string(), ..Typed::default() };
                self.to_proof(error, SettingsAddress::NewEmail, Some((signed_in, typed)))
            }
        }
    }

    pub(crate) async fn set_phone(&self, signed_in: &SignedIn, phone: String, country: String) -> Answer<Redirect> {
        let cx = &self.cx;
        match self.answer(recently_proven(&cx.app, signed_in)) {
            Ok(proven) => self.code_sent(settings::ask_for_phone(cx, proven, &phone, &country, None).await),
            Err(error) => {
                let typed = Typed { phone, country, ..Typed::default() };
                self.to_proof(error, SettingsAddress::Phone, Some((signed_in, typed)))
            }
        }
    }

    pub(crate) async fn remove_phone(&self, signed_in: &SignedIn) -> Answer<Redirect> {
        match self.answer(recently_proven(&self.cx.app, signed_in)) {
            Ok(proven) => {
                self.changed(settings::remove_phone(&self.cx, proven).await)?;
                Ok(done(SettingsAddress::Account, Done::PhoneRemoved))
            }
            Err(error) => self.to_proof(error, SettingsAddress::Account, None),
        }
    }

    pub(crate) async fn change_password(
        &self,
        signed_in: SignedIn,
        current: Password,
        password: Password,
    ) -> Answer<Redirect> {
        let cx = self.cx.clone();
        let changed = async move { settings::change_password(&cx, &signed_in, current, password).await };
        match self.changed(run_to_completion(changed).await) {
            Ok(()) => Ok(done(SettingsAddress::Security, Done::PasswordSaved)),
            Err(error) => self.to_proof(error, SettingsAddress::Password, None),
        }
    }

    pub(crate) async fn close_account(&self, signed_in: SignedIn) -> Answer<Redirect> {
        match self.answer(recently_proven(&self.cx.app, &signed_in)) {
            Ok(proven) => {
                self.answer(settings::close(&self.cx, proven).await)?;
                self.set_cookie(cookies::forget(cookies::SESSION));
                let sign_in = paths::sign_in(&view(signed_in.organisation.clone(), signed_in.is_default));
                Ok(self.spoken_to(Redirect::path(sign_in), None))
            }
            Err(error) => self.to_proof(error, SettingsAddress::Close, None),
        }
    }

    /// Sets the session cookie again, because the change renewed the session token.
    pub(crate) fn changed(&self, outcome: Result<Changed, Failure>) -> Answer<()> {
        let changed = self.answer(outcome)?;
        self.set_cookie(cookies::session(&changed.session, changed.kept));
        Ok(())
    }

    fn code_sent(&self, outcome: Result<CodeSent, Failure>) -> Answer<Redirect> {
        let sent = self.answer(outcome)?;
        self.forget_form();
        Ok(self.sent(&sent))
    }

    /// After a code has confirmed a change: sets the cookie of the renewed session, and redirects.
    pub(crate) fn confirmed(&self, changed: Changed) -> Redirect {
        self.set_cookie(cookies::session(&changed.session, changed.kept));
        match (changed.purpose, changed.next) {
            (Some(Purpose::Proof | Purpose::NewPhone), Some(next)) => Redirect::path(own_path(next.to_string())),
            (Some(Purpose::NewEmail), _) => done(SettingsAddress::Account, Done::EmailChanged),
            (Some(Purpose::NewPhone), _) => done(SettingsAddress::Account, Done::PhoneVerified),
            _ => to(SettingsAddress::Account),
        }
    }

    /// If the user has to reauthenticate, redirects there and then to `next`, and keeps `typed` until then. Returns any
    /// other error.
    pub(crate) fn to_proof(
        &self,
        error: ApiError,
        next: SettingsAddress,
        typed: Option<(&SignedIn, Typed)>,
    ) -> Answer<Redirect> {
        self.to_proof_at(error, paths::proof(next, None), typed)
    }

    /// Like `to_proof`, for a user who continues to `wanted` after the page `next`. `wanted` is not checked yet.
    pub(crate) fn to_proof_from(
        &self,
        signed_in: &SignedIn,
        error: ApiError,
        next: SettingsAddress,
        wanted: &str,
        typed: Option<Typed>,
    ) -> Answer<Redirect> {
        let return_to = return_to(&signed_in.organisation, wanted);
        let page = paths::proof(next, return_to.as_ref().map(ReturnTo::as_str));
        self.to_proof_at(error, page, typed.map(|typed| (signed_in, typed)))
    }

    /// If the user has to reauthenticate, keeps `typed` and redirects to `page`, which is the page for
    /// reauthentication. Returns any other error.
    pub(crate) fn to_proof_at(
        &self,
        error: ApiError,
        page: String,
        typed: Option<(&SignedIn, Typed)>,
    ) -> Answer<Redirect> {
        match error {
            ApiError::Refused(Refusal::ReauthenticationRequired) => {
                if let Some((signed_in, typed)) = typed {
                    self.keep_until_proven(signed_in, &page, &typed);
                }
                Ok(Redirect::path(page))
            }
            error => Err(error),
        }
    }
}

pub(crate) fn to(page: SettingsAddress) -> Redirect {
    Redirect::path(page.path().to_owned())
}

pub(crate) fn done(page: SettingsAddress, done: Done) -> Redirect {
    Redirect::path(paths::done(page, done.name()))
}
