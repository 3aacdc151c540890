//! What people do on the pages of the settings, and where each act leads.

use super::{super::to_the_end, own_path};
use crate::{
    backend::{RequestBackend, view},
    failure::Failure,
    flows::{
        account::{SignedIn, recently_proven, recently_proven_with_password},
        settings::{self, Changed},
        sign_in::{CodeSent, return_to},
    },
    http::cookies,
    language::tag_of,
    store::challenges::Purpose,
};
use app::{
    ApiError,
    act::Act,
    backend::Answer,
    go_to::GoTo,
    language::Language,
    paths::{self, SettingsAddress},
    settings::Done,
    typed::Typed,
};
use domain::{EmailAddress, Password, ReturnTo, sign_in::SignInError};

impl RequestBackend {
    pub(in crate::backend) async fn done(&self, act: Act) -> Answer<GoTo> {
        let signed_in = self.signed_in().await?;
        let (house, visitor) = (&self.house, &self.visitor);
        match act {
            Act::Prove { password, next } => self.prove(signed_in, password, next).await,
            Act::SendProofCode { next } => {
                let next = ReturnTo::from_store(own_path(next));
                let sent = settings::send_proof_code(house, visitor, &signed_in, next).await;
                // What was typed before waits for the proof.
                Ok(self.on_its_way(&self.answer(sent)?))
            }
            Act::ProveWithPasskey { answered, next } => self.prove_with_passkey(&signed_in, &answered, next).await,
            Act::AddPasskey { answered, name, return_to } => {
                self.add_passkey(&signed_in, answered, name, &return_to).await
            }
            Act::RenamePasskey { passkey, name } => self.rename_passkey(&signed_in, passkey, &name).await,
            Act::RemovePasskey { passkey } => self.remove_passkey(&signed_in, passkey).await,
            Act::ChangeEmail { email } => self.ask_for_email(&signed_in, email).await,
            Act::CancelEmailChange => {
                self.answer(settings::cancel_email(house, visitor, &signed_in).await)?;
                Ok(done(SettingsAddress::Account, Done::EmailCancelled))
            }
            Act::SetPhone { phone, country } => self.ask_for_phone(&signed_in, phone, country).await,
            Act::RemovePhone => self.remove_phone(&signed_in).await,
            Act::SaveProfile { name, time_zone, language } => {
                // One that nobody could choose is as good as none.
                let language = Language::of(&language).map(tag_of);
                let saved =
                    settings::save_profile(house, visitor, &signed_in, &name, &time_zone, language.as_ref()).await;
                self.answer(saved)?;
                self.forget_typed();
                Ok(self.spoken_to(done(SettingsAddress::Account, Done::ProfileSaved), language.as_ref()))
            }
            Act::ChangePassword { current, password } => self.change_password(signed_in, current, password).await,
            Act::BeginAuthenticator { return_to } => self.begin_authenticator(&signed_in, &return_to).await,
            Act::TurnOnAuthenticator { code, return_to } => {
                self.turn_on_authenticator(&signed_in, code, &return_to).await
            }
            Act::TurnOffAuthenticator => self.turn_off_authenticator(&signed_in).await,
            Act::RenewRecoveryCodes => self.renew_recovery_codes(&signed_in).await,
            Act::PutRecoveryCodesAway { return_to } => self.put_recovery_codes_away(&signed_in, &return_to).await,
            Act::EndSession { session } => {
                let unknown = |_| ApiError::Refused(SignInError::NotOffered);
                let session = session.parse().map_err(unknown)?;
                self.answer(settings::end_session(house, visitor, &signed_in, session).await)?;
                Ok(done(SettingsAddress::Security, Done::SessionEnded))
            }
            Act::EndOtherSessions => {
                self.answer(settings::end_others(house, visitor, &signed_in).await)?;
                Ok(done(SettingsAddress::Security, Done::OthersEnded))
            }
            Act::Welcome { act, return_to } => self.welcomed(signed_in, act, return_to).await,
            Act::CloseAccount => self.close_account(signed_in).await,
            Act::OnPerson { person, act } => self.done_to_person(&signed_in, person, act).await,
            Act::Invite { name, email, phone, country, role } => {
                self.invited(&signed_in, [&name, &email, &phone, &role], &country).await
            }
            Act::OnInvitation { invitation, act } => self.done_to_invitation(&signed_in, invitation, act).await,
            Act::ReserveAddress { email, reason } => self.reserved(&signed_in, email, &reason).await,
            Act::ReleaseAddress { reservation, reason } => self.released(&signed_in, reservation, &reason).await,
            Act::SaveBranding(fields) => self.save_branding(&signed_in, &fields).await,
            Act::RemoveLogo => self.remove_logo(&signed_in).await,
            Act::SavePolicy(fields) => self.save_policy(&signed_in, &fields).await,
            Act::SaveOrigins { origins } => self.save_origins(&signed_in, origins).await,
        }
    }

    async fn prove(&self, signed_in: SignedIn, password: Password, next: String) -> Answer<GoTo> {
        let (house, visitor) = (self.house.clone(), self.visitor.clone());
        let proven = async move { settings::prove(&house, &visitor, &signed_in, password).await };
        self.changed(to_the_end(proven).await)?;
        Ok(GoTo::path(own_path(next)))
    }

    async fn ask_for_email(&self, signed_in: &SignedIn, email: EmailAddress) -> Answer<GoTo> {
        if email == signed_in.account.email {
            return Ok(to(SettingsAddress::Account));
        }
        match self.answer(recently_proven_with_password(&self.house, signed_in)) {
            Ok(proven) => self.code_sent(settings::ask_for_email(&self.house, &self.visitor, proven, email).await),
            Err(error) => {
                let typed = Typed { email: email.to_string(), ..Typed::default() };
                self.to_proof(error, SettingsAddress::NewEmail, Some((signed_in, typed)))
            }
        }
    }

    async fn ask_for_phone(&self, signed_in: &SignedIn, phone: String, country: String) -> Answer<GoTo> {
        let (house, visitor) = (&self.house, &self.visitor);
        match self.answer(recently_proven(house, signed_in)) {
            Ok(proven) => self.code_sent(settings::ask_for_phone(house, visitor, proven, &phone, &country, None).await),
            Err(error) => {
                let typed = Typed { phone, country, ..Typed::default() };
                self.to_proof(error, SettingsAddress::Phone, Some((signed_in, typed)))
            }
        }
    }

    async fn remove_phone(&self, signed_in: &SignedIn) -> Answer<GoTo> {
        match self.answer(recently_proven(&self.house, signed_in)) {
            Ok(proven) => {
                self.changed(settings::remove_phone(&self.house, &self.visitor, proven).await)?;
                Ok(done(SettingsAddress::Account, Done::PhoneRemoved))
            }
            Err(error) => self.to_proof(error, SettingsAddress::Account, None),
        }
    }

    async fn change_password(&self, signed_in: SignedIn, current: Password, password: Password) -> Answer<GoTo> {
        let (house, visitor) = (self.house.clone(), self.visitor.clone());
        let changed = async move { settings::change_password(&house, &visitor, &signed_in, current, password).await };
        match self.changed(to_the_end(changed).await) {
            Ok(()) => Ok(done(SettingsAddress::Security, Done::PasswordSaved)),
            Err(error) => self.to_proof(error, SettingsAddress::Password, None),
        }
    }

    async fn close_account(&self, signed_in: SignedIn) -> Answer<GoTo> {
        match self.answer(recently_proven(&self.house, &signed_in)) {
            Ok(proven) => {
                self.answer(settings::close(&self.house, &self.visitor, proven).await)?;
                self.set_cookie(cookies::forget(cookies::SESSION));
                let sign_in = paths::sign_in(&view(signed_in.organisation.clone(), signed_in.is_default));
                Ok(self.spoken_to(GoTo::path(sign_in), None))
            }
            Err(error) => self.to_proof(error, SettingsAddress::Close, None),
        }
    }

    /// The session has another token.
    pub(in crate::backend) fn changed(&self, outcome: Result<Changed, Failure<SignInError>>) -> Answer<()> {
        let changed = self.answer(outcome)?;
        self.set_cookie(cookies::session(&changed.session, changed.kept));
        Ok(())
    }

    fn code_sent(&self, outcome: Result<CodeSent, Failure<SignInError>>) -> Answer<GoTo> {
        let sent = self.answer(outcome)?;
        self.forget_form();
        Ok(self.sent(&sent))
    }

    /// A right code changed something: where the person goes on.
    pub(in crate::backend) fn confirmed(&self, changed: Changed) -> GoTo {
        self.set_cookie(cookies::session(&changed.session, changed.kept));
        match (changed.purpose, changed.next) {
            (Some(Purpose::Proof | Purpose::NewPhone), Some(next)) => GoTo::path(own_path(next.to_string())),
            (Some(Purpose::NewEmail), _) => done(SettingsAddress::Account, Done::EmailChanged),
            (Some(Purpose::NewPhone), _) => done(SettingsAddress::Account, Done::PhoneVerified),
            _ => to(SettingsAddress::Account),
        }
    }

    /// Whoever has to prove first who they are does so, goes on, and finds what was typed.
    pub(in crate::backend) fn to_proof(
        &self,
        error: ApiError<SignInError>,
        next: SettingsAddress,
        typed: Option<(&SignedIn, Typed)>,
    ) -> Answer<GoTo> {
        self.to_proof_at(error, paths::proof(next, None), typed)
    }

    /// The same of somebody who goes on to `wanted` after that page; unchecked.
    pub(in crate::backend) fn to_proof_from(
        &self,
        signed_in: &SignedIn,
        error: ApiError<SignInError>,
        next: SettingsAddress,
        wanted: &str,
        typed: Option<Typed>,
    ) -> Answer<GoTo> {
        let return_to = return_to(&signed_in.organisation, wanted);
        let page = paths::proof(next, return_to.as_ref().map(ReturnTo::as_str));
        self.to_proof_at(error, page, typed.map(|typed| (signed_in, typed)))
    }

    /// The same, with the page where that is done.
    pub(in crate::backend) fn to_proof_at(
        &self,
        error: ApiError<SignInError>,
        page: String,
        typed: Option<(&SignedIn, Typed)>,
    ) -> Answer<GoTo> {
        match error {
            ApiError::Refused(SignInError::ProofNeeded) => {
                if let Some((signed_in, typed)) = typed {
                    self.keep_until_proven(signed_in, &page, &typed);
                }
                Ok(GoTo::path(page))
            }
            error => Err(error),
        }
    }
}

pub(super) fn to(page: SettingsAddress) -> GoTo {
    GoTo::path(page.path().to_owned())
}

pub(in crate::backend) fn done(page: SettingsAddress, done: Done) -> GoTo {
    GoTo::path(paths::done(page, done.name()))
}
