//! The server behind the screens: hands each request of `app` to its flow, and keeps the cookies.

mod admin;
mod code_screen;
mod gate;
mod invitation;
mod kept;
mod not_me;
mod onward;
mod own_account;
mod passkeys;
mod recovery;
mod request;
mod second_step;
mod settings;
mod welcome;
mod words;

pub use admin::{Posted, came_from, csv_query};
pub use request::{RequestBackend, sign_in_path};
use request::{to_the_end, view};
use words::{browser, in_words, short_moment};

use crate::{
    flows::{
        sign_in::{self, Entry},
        sign_up,
    },
    http::cookies,
};
use app::{
    account::CurrentAccount,
    act::Act,
    admin::AdminScreen,
    backend::{Answer, Backend},
    go_to::GoTo,
    invitation::InvitationScreen,
    not_me::NotMeScreen,
    page::PageData,
    passkeys::{PasskeyAnswer, PasskeyAsked, PasskeyPurpose, PasskeyUse},
    paths::{self, AdminAddress, InvitationAddress, RecoveryStep, SecondStepAddress, SettingsAddress},
    recovery::{NewPasswordScreen, RecoveryScreen},
    second_step::SecondStepScreen,
    settings::{SettingsScreen, UndoScreen},
    sign_in::{CodeScreen, Gate},
    sign_up::{NewPerson, SignUpScreen},
    typed::Typed,
    welcome::WelcomeScreen,
};
use async_trait::async_trait;
use domain::{
    AddedWay, ChallengeId, EmailAddress, InvitationCode, Method, OneTimeCode, Password, Slug, Timestamp, welcome::Step,
};

#[async_trait]
impl Backend for RequestBackend {
    async fn gate(&self, organisation: Option<Slug>, method: Option<Method>, wanted: Option<String>) -> Answer<Gate> {
        self.sign_in_page(organisation, method, wanted).await
    }

    async fn send_code(&self, organisation: Option<Slug>, email: EmailAddress, wanted: String) -> Answer<GoTo> {
        let outcome = sign_in::send_code(&self.house, &self.visitor, organisation.as_ref(), email, &wanted).await;
        Ok(self.sent(&self.answer(outcome)?))
    }

    async fn send_text(&self, organisation: Option<Slug>, phone: &str, country: &str, wanted: String) -> Answer<GoTo> {
        let slug = organisation.as_ref();
        let outcome = sign_in::send_text(&self.house, &self.visitor, slug, phone, country, &wanted).await;
        Ok(self.sent(&self.answer(outcome)?))
    }

    async fn sign_in_with_password(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        password: Password,
        wanted: String,
    ) -> Answer<GoTo> {
        let (house, visitor) = (self.house.clone(), self.visitor.clone());
        let outcome = to_the_end(async move {
            sign_in::sign_in_with_password(&house, &visitor, organisation.as_ref(), &email, password, &wanted).await
        });
        Ok(match self.answer(outcome.await)? {
            Entry::Entered(entered) => self.entered(entered),
            Entry::Choice(choice) => self.may_choose(&choice),
        })
    }

    async fn ask_for_passkey(&self, purpose: PasskeyPurpose, organisation: Option<Slug>) -> Answer<PasskeyAsked> {
        self.asked_for_passkey(purpose, organisation).await
    }

    async fn use_passkey(&self, answered: PasskeyAnswer, what_for: PasskeyUse) -> Answer<GoTo> {
        self.used_passkey(&answered, what_for).await
    }

    async fn forget_method(&self, organisation: Option<Slug>) -> Answer<GoTo> {
        let (organisation, is_default) = self.answer(sign_in::gate(&self.house, organisation.as_ref()).await)?;
        self.set_cookie(cookies::forget(cookies::METHOD));
        Ok(GoTo::path(paths::sign_in(&view(organisation, is_default))))
    }

    async fn sign_up_screen(&self, organisation: Option<Slug>, wanted: Option<String>) -> Answer<SignUpScreen> {
        self.sign_up_page(organisation, wanted).await
    }

    async fn sign_up(&self, organisation: Option<Slug>, person: NewPerson<'_>, wanted: String) -> Answer<GoTo> {
        let NewPerson { name, email, phone, country, password } = person;
        let person = sign_up::Person { name, email, phone, country, password };
        let outcome = sign_up::sign_up(&self.house, &self.visitor, organisation.as_ref(), person, &wanted).await;
        Ok(self.sent(&self.answer(outcome)?))
    }

    async fn recovery_screen(
        &self,
        organisation: Option<Slug>,
        step: RecoveryStep,
        again_at: Option<Timestamp>,
    ) -> Answer<RecoveryScreen> {
        self.recovery(organisation, step, again_at).await
    }

    async fn send_instructions(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        again: Option<EmailAddress>,
    ) -> Answer<GoTo> {
        self.ask_for_link(organisation, email, again).await
    }

    async fn new_password_screen(&self, token: &str) -> Answer<NewPasswordScreen> {
        self.new_password(token).await
    }

    async fn reset_screen(&self, token: &str) -> Answer<NewPasswordScreen> {
        self.reset(token).await
    }

    async fn confirm_reset(&self, token: &str) -> Answer<GoTo> {
        self.send_temporary_password(token).await
    }

    async fn choice_screen(&self) -> Answer<Result<NewPasswordScreen, GoTo>> {
        self.choice().await
    }

    async fn choose_password(&self, password: Password, remove: &[AddedWay]) -> Answer<GoTo> {
        self.finish_choice(password, remove).await
    }

    async fn save_password(&self, token: &str, password: Password, remove: &[AddedWay]) -> Answer<GoTo> {
        self.finish_recovery(token, password, remove).await
    }

    async fn not_me_screen(&self, token: &str) -> Answer<NotMeScreen> {
        self.alarm(token).await
    }

    async fn was_not_me(&self, token: &str) -> Answer<GoTo> {
        self.disowned(token).await
    }

    async fn resend_code(&self, challenge: ChallengeId) -> Answer<GoTo> {
        self.sent_code_again(challenge).await
    }

    async fn code_screen(&self, challenge: ChallengeId) -> Answer<Result<CodeScreen, PageData>> {
        self.shown_code(challenge).await
    }

    async fn verify_code(&self, challenge: ChallengeId, code: OneTimeCode, remember: bool) -> Answer<GoTo> {
        self.verified_code(challenge, &code, remember).await
    }

    async fn second_step_screen(
        &self,
        organisation: Option<Slug>,
        address: SecondStepAddress,
    ) -> Answer<Result<SecondStepScreen, GoTo>> {
        self.second_step_page(organisation, address).await
    }

    async fn answer_second_step(&self, way: SecondStepAddress, typed: &str, remember: bool) -> Answer<GoTo> {
        self.answered_second_step(way, typed, remember).await
    }

    async fn send_second_code(&self) -> Answer<GoTo> {
        self.sent_second_code().await
    }

    async fn begin_set_up(&self) -> Answer<GoTo> {
        self.begun_set_up().await
    }

    async fn finish_set_up(&self, code: OneTimeCode) -> Answer<GoTo> {
        self.finished_set_up(&code).await
    }

    async fn leave_second_step(&self) -> Answer<GoTo> {
        self.left_second_step().await
    }

    async fn settings(&self, page: SettingsAddress, query: &str) -> Answer<SettingsScreen> {
        self.settings_screen(page, query).await
    }

    async fn admin(&self, page: AdminAddress, query: &str) -> Answer<AdminScreen> {
        self.admin_screen(page, query).await
    }

    async fn act(&self, act: Act) -> Answer<GoTo> {
        self.done(act).await
    }

    async fn undo_screen(&self, token: &str) -> Answer<UndoScreen> {
        self.undo_page(token).await
    }

    async fn undo_email_change(&self, token: &str) -> Answer<GoTo> {
        self.undone(token).await
    }

    async fn current_account(&self) -> Answer<CurrentAccount> {
        self.account().await
    }

    async fn sign_out(&self) -> Answer<GoTo> {
        self.signed_out().await
    }

    async fn invitation_screen(
        &self,
        organisation: Option<Slug>,
        address: InvitationAddress,
        return_to: Option<String>,
    ) -> Answer<InvitationScreen> {
        self.invitation_page(organisation, address, return_to).await
    }

    async fn confirm_invitation(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        code: InvitationCode,
        return_to: String,
        link: Password,
    ) -> Answer<GoTo> {
        self.confirmed_invitation(organisation, (email, code, link), &return_to).await
    }

    async fn ask_for_invitation(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        return_to: String,
    ) -> Answer<GoTo> {
        self.wanted_invitation(organisation, email, &return_to).await
    }

    async fn welcome_screen(
        &self,
        step: Option<Step>,
        return_to: Option<String>,
    ) -> Answer<Result<WelcomeScreen, GoTo>> {
        self.welcome_page(step, return_to).await
    }

    async fn sign_in_path(&self, return_to: Option<&str>) -> String {
        sign_in_path(&self.house, &self.visitor, return_to).await
    }

    fn sends_cookies(&self) -> bool {
        self.sends_cookies
    }

    fn keep_typed(&self, typed: Typed) {
        if self.is_plain {
            self.set_cookie(cookies::typed(&typed));
        }
    }
}
