//! The second factor in the settings: the authenticator app and the recovery codes.

use super::{
    acts::{done, to},
    qr_code::picture,
};
use crate::{
    paths::{self, SettingsAddress},
    redirect::Redirect,
    server::{Answer, WebRequest, in_words, post_sign_in_redirect},
    settings::{AuthenticatorView, Done, RecoveryCodesView, SecondStepView, WaitingApp},
};
use domain::{
    OneTimeCode, RecoveryCode, ReturnTo,
    one_time_code::TypedCode,
    policy::SecondFactor,
    refusal::{CodeRefusal, Refusal},
};
use service::{
    account::{RecentlyAuthenticated, SignedIn, recently_proven},
    failure::Failure,
    settings,
    sign_in::return_to,
};

const APP: SecondFactor = SecondFactor::Authenticator;

/// What the user needs to set up an authenticator app: its QR code and its key.
pub fn waiting_app(app: &settings::Enrolment) -> anyhow::Result<WaitingApp> {
    Ok(WaitingApp { picture: picture(app.address.expose())?, key: app.secret.grouped().expose().clone() })
}

impl WebRequest {
    /// `None` if the organisation accepts no authenticator app and the user has no second factor.
    pub(crate) fn second_step_view(signed_in: &SignedIn) -> Option<SecondStepView> {
        let enrolled = &signed_in.enrolled;
        let takes_authenticator = signed_in.organisation.policy.second_step.takes(APP);
        let is_there = takes_authenticator || !enrolled.ways.is_empty();
        let zone = signed_in.account.time_zone.as_deref();
        is_there.then(|| SecondStepView {
            takes_authenticator,
            authenticator: signed_in.authenticator_since.map(|since| in_words(since, zone)),
            may_turn_off: settings::may_turn_off(signed_in, enrolled, APP),
            recovery_codes: (!enrolled.ways.is_empty()).then_some(enrolled.recovery_codes),
        })
    }

    pub(crate) async fn authenticator_view(&self, signed_in: &SignedIn) -> Answer<AuthenticatorView> {
        let app = &self.cx.app;
        if !signed_in.organisation.policy.second_step.takes(APP) {
            return Err(Refusal::NotOffered.into());
        }
        let proven = self.answer(recently_proven(app, signed_in))?;
        let waiting = settings::waiting_authenticator(app, proven).await;
        let waiting = waiting.and_then(|waiting| waiting.as_ref().map(waiting_app).transpose());
        let waiting = self.answer(waiting.map_err(Failure::Broken))?;
        Ok(AuthenticatorView { waiting, is_on: signed_in.authenticator_since.is_some() })
    }

    pub(crate) async fn recovery_codes_view(&self, signed_in: &SignedIn) -> Answer<RecoveryCodesView> {
        let app = &self.cx.app;
        let proven = self.answer(recently_proven(app, signed_in))?;
        if signed_in.enrolled.ways.is_empty() {
            return Err(Refusal::NotOffered.into());
        }
        let fresh = self.answer(settings::fresh_recovery_codes(app, proven).await.map_err(Failure::Broken))?;
        let fresh = fresh.unwrap_or_default().iter().map(RecoveryCode::grouped).collect();
        Ok(RecoveryCodesView { fresh, left: signed_in.enrolled.recovery_codes })
    }

    /// Starts to set up an authenticator app. Here and in the methods below, `wanted` is the page to return to, not
    /// checked yet.
    pub(crate) async fn begin_authenticator(&self, signed_in: &SignedIn, wanted: &str) -> Answer<Redirect> {
        let page = SettingsAddress::Authenticator;
        match self.answer(recently_proven(&self.cx.app, signed_in)) {
            Ok(proven) => {
                self.answer(settings::begin_authenticator(&self.cx.app, proven).await)?;
                Ok(from(signed_in, page, wanted))
            }
            Err(error) => self.to_proof_from(signed_in, error, page, wanted, None),
        }
    }

    pub(crate) async fn turn_on_authenticator(
        &self,
        signed_in: &SignedIn,
        code: TypedCode,
        wanted: &str,
    ) -> Answer<Redirect> {
        let proven = match self.answer(recently_proven(&self.cx.app, signed_in)) {
            Ok(proven) => proven,
            Err(error) => return self.to_proof_from(signed_in, error, SettingsAddress::Authenticator, wanted, None),
        };
        let code: OneTimeCode = code.0.parse().map_err(|_| Refusal::Code(CodeRefusal::Invalid))?;
        self.changed(settings::turn_on_authenticator(&self.cx, proven, &code).await)?;
        self.to_fresh_codes(proven, Done::AuthenticatorOn, wanted).await
    }

    /// After a second factor was set up: shows fresh recovery codes, if there are any, before the user continues to
    /// `wanted`.
    pub(crate) async fn to_fresh_codes(
        &self,
        proven: RecentlyAuthenticated<'_>,
        what: Done,
        wanted: &str,
    ) -> Answer<Redirect> {
        let page = SettingsAddress::RecoveryCodes;
        let fresh = settings::fresh_recovery_codes(&self.cx.app, proven).await.map_err(Failure::Broken);
        let is_fresh = self.answer(fresh)?.is_some();
        Ok(match return_to(&proven.0.organisation, wanted) {
            Some(_) if is_fresh => from(proven.0, page, wanted),
            Some(return_to) => post_sign_in_redirect::destination(Some(return_to)),
            None if is_fresh => done(page, what),
            None => done(SettingsAddress::Security, what),
        })
    }

    pub(crate) async fn turn_off_authenticator(&self, signed_in: &SignedIn) -> Answer<Redirect> {
        match self.answer(recently_proven(&self.cx.app, signed_in)) {
            Ok(proven) => {
                self.changed(settings::turn_off_authenticator(&self.cx, proven).await)?;
                Ok(done(SettingsAddress::Security, Done::AuthenticatorOff))
            }
            Err(error) => self.to_proof(error, SettingsAddress::Security, None),
        }
    }

    pub(crate) async fn renew_recovery_codes(&self, signed_in: &SignedIn) -> Answer<Redirect> {
        let page = SettingsAddress::RecoveryCodes;
        match self.answer(recently_proven(&self.cx.app, signed_in)) {
            Ok(proven) => {
                self.changed(settings::renew_recovery_codes(&self.cx, proven).await)?;
                Ok(to(page))
            }
            Err(error) => self.to_proof(error, page, None),
        }
    }

    pub(crate) async fn put_recovery_codes_away(&self, signed_in: &SignedIn, wanted: &str) -> Answer<Redirect> {
        self.answer(settings::put_recovery_codes_away(&self.cx.app, signed_in).await)?;
        Ok(match return_to(&signed_in.organisation, wanted) {
            None => done(SettingsAddress::Security, Done::RecoveryCodesKept),
            from => post_sign_in_redirect::destination(from),
        })
    }
}

/// Redirects to `page`, from where the user continues to `wanted` if the organisation allows it.
fn from(signed_in: &SignedIn, page: SettingsAddress, wanted: &str) -> Redirect {
    let return_to = return_to(&signed_in.organisation, wanted);
    Redirect::path(paths::coming_from(page, return_to.as_ref().map(ReturnTo::as_str)))
}
