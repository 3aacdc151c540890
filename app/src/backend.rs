//! Everything that a screen may ask of the server. One per request, handed over through context.

use crate::{
    account::CurrentAccount,
    act::Act,
    admin::AdminScreen,
    api_error::ApiError,
    go_to::GoTo,
    invitation::InvitationScreen,
    not_me::NotMeScreen,
    page::{PageData, Screen},
    passkeys::{PasskeyAnswer, PasskeyAsked, PasskeyPurpose, PasskeyUse},
    paths::{self, Address, AdminAddress, InvitationAddress, RecoveryStep, SecondStepAddress, SettingsAddress},
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
    AddedWay, ChallengeId, EmailAddress, InvitationCode, Method, OneTimeCode, Password, Slug, Timestamp,
    sign_in::SignInError, welcome::Step,
};
use leptos::prelude::use_context;
use std::sync::Arc;

/// What a flow answers to a screen.
pub type Answer<T> = Result<T, ApiError<SignInError>>;

/// The server behind the screens. `None` as organisation means the default one.
#[async_trait]
pub trait Backend: Send + Sync {
    /// `return_to` is what stands in the address, unchecked.
    async fn gate(&self, organisation: Option<Slug>, method: Option<Method>, return_to: Option<String>)
    -> Answer<Gate>;
    async fn send_code(&self, organisation: Option<Slug>, email: EmailAddress, return_to: String) -> Answer<GoTo>;
    async fn send_text(
        &self,
        organisation: Option<Slug>,
        phone: &str,
        country: &str,
        return_to: String,
    ) -> Answer<GoTo>;
    async fn sign_in_with_password(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        password: Password,
        return_to: String,
    ) -> Answer<GoTo>;
    async fn ask_for_passkey(&self, purpose: PasskeyPurpose, organisation: Option<Slug>) -> Answer<PasskeyAsked>;
    async fn use_passkey(&self, answered: PasskeyAnswer, what_for: PasskeyUse) -> Answer<GoTo>;
    async fn forget_method(&self, organisation: Option<Slug>) -> Answer<GoTo>;
    async fn sign_up_screen(&self, organisation: Option<Slug>, return_to: Option<String>) -> Answer<SignUpScreen>;
    async fn sign_up(&self, organisation: Option<Slug>, person: NewPerson<'_>, return_to: String) -> Answer<GoTo>;
    /// `again_at` is what stands in the address, unchecked.
    async fn recovery_screen(
        &self,
        organisation: Option<Slug>,
        step: RecoveryStep,
        again_at: Option<Timestamp>,
    ) -> Answer<RecoveryScreen>;
    /// `again` is the address once more, where it is asked for twice.
    async fn send_instructions(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        again: Option<EmailAddress>,
    ) -> Answer<GoTo>;
    async fn new_password_screen(&self, token: &str) -> Answer<NewPasswordScreen>;
    async fn reset_screen(&self, token: &str) -> Answer<NewPasswordScreen>;
    async fn confirm_reset(&self, token: &str) -> Answer<GoTo>;
    /// Where else to go, when the password is chosen already.
    async fn choice_screen(&self) -> Answer<Result<NewPasswordScreen, GoTo>>;
    /// `remove`: of what was added lately.
    async fn choose_password(&self, password: Password, remove: &[AddedWay]) -> Answer<GoTo>;
    async fn save_password(&self, token: &str, password: Password, remove: &[AddedWay]) -> Answer<GoTo>;
    async fn not_me_screen(&self, token: &str) -> Answer<NotMeScreen>;
    async fn was_not_me(&self, token: &str) -> Answer<GoTo>;
    async fn resend_code(&self, challenge: ChallengeId) -> Answer<GoTo>;
    /// What is there instead, when the code was entered already, or asked for in another browser.
    async fn code_screen(&self, challenge: ChallengeId) -> Answer<Result<CodeScreen, PageData>>;
    async fn verify_code(&self, challenge: ChallengeId, code: OneTimeCode, remember: bool) -> Answer<GoTo>;
    /// Where else to go, when there is nothing to show at this address.
    async fn second_step_screen(
        &self,
        organisation: Option<Slug>,
        address: SecondStepAddress,
    ) -> Answer<Result<SecondStepScreen, GoTo>>;
    /// `typed` answers the way of this address.
    async fn answer_second_step(&self, way: SecondStepAddress, typed: &str, remember: bool) -> Answer<GoTo>;
    async fn send_second_code(&self) -> Answer<GoTo>;
    async fn begin_set_up(&self) -> Answer<GoTo>;
    async fn finish_set_up(&self, code: OneTimeCode) -> Answer<GoTo>;
    async fn leave_second_step(&self) -> Answer<GoTo>;
    async fn current_account(&self) -> Answer<CurrentAccount>;
    /// `query` holds what a page of the settings is told by its address, unchecked.
    async fn settings(&self, page: SettingsAddress, query: &str) -> Answer<SettingsScreen>;
    /// The same for a page of the console. Refused for whoever is no admin.
    async fn admin(&self, page: AdminAddress, query: &str) -> Answer<AdminScreen>;
    async fn act(&self, act: Act) -> Answer<GoTo>;
    async fn undo_screen(&self, token: &str) -> Answer<UndoScreen>;
    async fn undo_email_change(&self, token: &str) -> Answer<GoTo>;
    async fn sign_out(&self) -> Answer<GoTo>;
    async fn invitation_screen(
        &self,
        organisation: Option<Slug>,
        address: InvitationAddress,
        return_to: Option<String>,
    ) -> Answer<InvitationScreen>;
    /// `code` is `None` where none was typed that could be one. `link` is empty where it was typed.
    async fn confirm_invitation(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        code: InvitationCode,
        return_to: String,
        link: Password,
    ) -> Answer<GoTo>;
    async fn ask_for_invitation(
        &self,
        organisation: Option<Slug>,
        email: EmailAddress,
        return_to: String,
    ) -> Answer<GoTo>;
    /// `None`: somebody who is not welcomed, or not at this step.
    async fn welcome_screen(
        &self,
        step: Option<Step>,
        return_to: Option<String>,
    ) -> Answer<Result<WelcomeScreen, GoTo>>;

    /// Where this browser signs in, to come back to `return_to`.
    async fn sign_in_path(&self, return_to: Option<&str>) -> String;

    /// Whether the request brought any cookie at all.
    fn sends_cookies(&self) -> bool;

    /// Keeps what was typed for the page that a refused plain form returns to. Never for secrets.
    fn keep_typed(&self, typed: Typed);
}

/// The backend of the request under way.
pub(crate) fn backend() -> Answer<Arc<dyn Backend>> {
    use_context::<Arc<dyn Backend>>().ok_or(ApiError::Unexpected { incident: String::new() })
}

/// The organisation that a field names; an empty one means the default organisation.
pub(crate) fn slug(text: &str) -> Answer<Option<Slug>> {
    let unknown = |_| ApiError::Refused(SignInError::NoSuchOrganisation);
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(unknown) }
}

/// The email address in a field.
pub(crate) fn address(text: &str) -> Answer<EmailAddress> {
    text.parse().map_err(|_| ApiError::Refused(SignInError::NotAnEmailAddress))
}

/// Whether what was typed before is not to be shown. A refusal that came back is newer than the link.
fn is_for_another(query: &str) -> bool {
    let has = |name: &str| form_urlencoded::parse(query.as_bytes()).any(|(found, _)| found == name);
    has(paths::ANOTHER) && !has("__err")
}

/// A parameter of a query. Not checked yet.
pub fn parameter(query: &str, wanted: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

/// The data of the page at a path, with its query or without.
pub async fn page(backend: &dyn Backend, path_and_query: &str) -> PageData {
    if let Some(wanted) = paths::after_cookie_check(path_and_query) {
        return if backend.sends_cookies() { PageData::GoTo(wanted.to_owned()) } else { PageData::NoCookies };
    }
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let Some(address) = Address::of(path) else {
        let meant = paths::meant(path).map(|meant| path_and_query.replacen(path, &meant, 1));
        return meant.map_or(PageData::NotFound, PageData::GoTo);
    };
    match shown(backend, &address, query).await {
        Ok(data) => data,
        // The console does not exist for a person who is no admin.
        Err(ApiError::Refused(SignInError::NoSuchOrganisation | SignInError::NotOffered | SignInError::NotAllowed)) => {
            PageData::NotFound
        }
        Err(ApiError::Refused(SignInError::NoCookies)) => PageData::NoCookies,
        Err(ApiError::SignedOut) => {
            // After a pause people come back to where they were.
            let back = match address {
                Address::Settings(_) | Address::Admin(_) => Some(without_refusal(path, query)),
                _ => parameter(query, paths::RETURN_TO),
            };
            PageData::GoTo(backend.sign_in_path(back.as_deref()).await)
        }
        Err(error) => PageData::Failed(error),
    }
}

async fn shown(backend: &dyn Backend, address: &Address, query: &str) -> Answer<PageData> {
    let return_to = || parameter(query, paths::RETURN_TO);
    Ok(match address.clone() {
        Address::Home => {
            backend.current_account().await?;
            PageData::GoTo(paths::ACCOUNT.to_owned())
        }
        Address::SignIn(organisation, method) => {
            let gate = backend.gate(organisation, method, return_to()).await?;
            PageData::SignIn(if is_for_another(query) { Gate { typed: Typed::default(), ..gate } } else { gate })
        }
        Address::SignUp(organisation) => PageData::of(&backend.sign_up_screen(organisation, return_to()).await?),
        Address::Recovery(organisation, step) => {
            let again_at = parameter(query, paths::AGAIN_AT).and_then(|at| at.parse().ok()).map(Timestamp);
            PageData::of(&backend.recovery_screen(organisation, step, again_at).await?)
        }
        Address::NewPassword(token) => PageData::of(&backend.new_password_screen(&token).await?),
        Address::Reset(token) => PageData::of(&backend.reset_screen(&token).await?),
        Address::ChoosePassword => there_or_elsewhere(backend.choice_screen().await?),
        Address::NotMe(token) => PageData::of(&backend.not_me_screen(&token).await?),
        Address::Code(challenge) => {
            backend.code_screen(challenge).await?.map_or_else(|instead| instead, |screen| PageData::of(&screen))
        }
        Address::Account => PageData::of(&backend.current_account().await?),
        Address::Settings(page) => match backend.settings(page, query).await {
            Err(ApiError::Refused(SignInError::ProofNeeded)) => {
                PageData::GoTo(paths::proof(page, return_to().as_deref()))
            }
            screen => PageData::of(&screen?),
        },
        Address::Admin(page) => match backend.admin(page, query).await {
            Err(ApiError::Refused(SignInError::ProofNeeded)) => PageData::GoTo(paths::proof_before(&page.path())),
            screen => PageData::of(&screen?),
        },
        Address::Undo(token) => PageData::of(&backend.undo_screen(&token).await?),
        Address::Invitation(organisation, address) => {
            PageData::of(&backend.invitation_screen(organisation, address, return_to()).await?)
        }
        Address::SecondStep(organisation, address) => {
            there_or_elsewhere(backend.second_step_screen(organisation, address).await?)
        }
        Address::Welcome(step) => there_or_elsewhere(backend.welcome_screen(step, return_to()).await?),
    })
}

fn there_or_elsewhere<S: Screen>(shown: Result<S, GoTo>) -> PageData {
    match shown {
        Ok(screen) => PageData::of(&screen),
        Err(elsewhere) => PageData::GoTo(elsewhere.path),
    }
}

/// The address of a page without the refusal that a plain form was sent back with: it is not to be read again later.
fn without_refusal(path: &str, query: &str) -> String {
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "__err" && name != "__path");
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_person_wants_to_go_survives_the_query() {
        for wanted in ["/reports?id=1&x=a b", "https://app.example/ü#x", "/"] {
            let path = paths::with_return_to(paths::SIGN_IN.to_owned(), Some(wanted));
            let (_, query) = path.split_once('?').unwrap();
            assert_eq!(parameter(query, paths::RETURN_TO).as_deref(), Some(wanted), "{path}");
        }
    }
}
