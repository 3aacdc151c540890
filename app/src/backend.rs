//! Everything that a screen may ask of the server. One per request, handed over through context.

use crate::{
    account::CurrentAccount,
    act::Act,
    admin::AdminScreen,
    api_error::ApiError,
    go_to::GoTo,
    invitation::InvitationScreen,
    not_me::NotMeScreen,
    page::PageData,
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
    async fn choice_screen(&self) -> Answer<NewPasswordScreen>;
    /// `remove`: of what was added lately.
    async fn choose_password(&self, password: Password, remove: &[AddedWay]) -> Answer<GoTo>;
    async fn save_password(&self, token: &str, password: Password, remove: &[AddedWay]) -> Answer<GoTo>;
    async fn not_me_screen(&self, token: &str) -> Answer<NotMeScreen>;
    async fn was_not_me(&self, token: &str) -> Answer<GoTo>;
    async fn resend_code(&self, challenge: ChallengeId) -> Answer<GoTo>;
    async fn code_screen(&self, challenge: ChallengeId) -> Answer<CodeScreen>;
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
        code: Option<InvitationCode>,
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
    let return_to = || parameter(query, paths::RETURN_TO);
    let read = match Address::of(path) {
        Some(Address::SignIn(organisation, method)) => {
            let gate = backend.gate(organisation, method, return_to()).await;
            gate.map(|gate| {
                PageData::SignIn(if is_for_another(query) { Gate { typed: Typed::default(), ..gate } } else { gate })
            })
        }
        Some(Address::SignUp(organisation)) => {
            backend.sign_up_screen(organisation, return_to()).await.map(|screen| PageData::of(&screen))
        }
        Some(Address::Recovery(organisation, step)) => {
            let again_at = parameter(query, paths::AGAIN_AT).and_then(|at| at.parse().ok()).map(Timestamp);
            backend.recovery_screen(organisation, step, again_at).await.map(|screen| PageData::of(&screen))
        }
        Some(Address::NewPassword(token)) => {
            backend.new_password_screen(&token).await.map(|screen| PageData::of(&screen))
        }
        Some(Address::Reset(token)) => backend.reset_screen(&token).await.map(|screen| PageData::of(&screen)),
        Some(Address::ChoosePassword) => backend.choice_screen().await.map(|screen| PageData::of(&screen)),
        Some(Address::NotMe(token)) => backend.not_me_screen(&token).await.map(|screen| PageData::of(&screen)),
        Some(Address::Code(challenge)) => backend.code_screen(challenge).await.map(|screen| PageData::of(&screen)),
        Some(Address::Account) => backend.current_account().await.map(|screen| PageData::of(&screen)),
        Some(Address::Settings(page)) => match backend.settings(page, query).await {
            Err(ApiError::SignedOut) => return to_sign_in(path_and_query),
            Err(ApiError::Refused(SignInError::ProofNeeded)) => {
                return PageData::GoTo(paths::proof(page, return_to().as_deref()));
            }
            screen => screen.map(|screen| PageData::of(&screen)),
        },
        Some(Address::Admin(page)) => match backend.admin(page, query).await {
            Err(ApiError::SignedOut) => return to_sign_in(path_and_query),
            Err(ApiError::Refused(SignInError::ProofNeeded)) => {
                return PageData::GoTo(paths::proof_before(&page.path()));
            }
            screen => screen.map(|screen| PageData::of(&screen)),
        },
        Some(Address::Undo(token)) => backend.undo_screen(&token).await.map(|screen| PageData::of(&screen)),
        Some(Address::Invitation(organisation, address)) => {
            backend.invitation_screen(organisation, address, return_to()).await.map(|screen| PageData::of(&screen))
        }
        Some(Address::SecondStep(organisation, address)) => {
            match backend.second_step_screen(organisation, address).await {
                Ok(Err(elsewhere)) => return PageData::GoTo(elsewhere.path),
                screen => screen.map(|screen| screen.map_or(PageData::NotFound, |screen| PageData::of(&screen))),
            }
        }
        Some(Address::Welcome(step)) => match backend.welcome_screen(step, return_to()).await {
            Err(ApiError::SignedOut) => {
                return PageData::GoTo(paths::with_return_to(paths::SIGN_IN.to_owned(), return_to().as_deref()));
            }
            Ok(Err(elsewhere)) => return PageData::GoTo(elsewhere.path),
            screen => screen.map(|screen| screen.map_or(PageData::NotFound, |screen| PageData::of(&screen))),
        },
        None => Ok(PageData::NotFound),
    };
    match read {
        Ok(data) => data,
        // To whoever is no admin the console is not there.
        Err(ApiError::Refused(SignInError::NoSuchOrganisation | SignInError::NotOffered | SignInError::NotAllowed)) => {
            PageData::NotFound
        }
        Err(ApiError::Refused(SignInError::NotThisBrowser)) => PageData::Elsewhere,
        Err(ApiError::Refused(SignInError::NoCookies)) => PageData::NoCookies,
        Err(ApiError::SignedOut) => PageData::GoTo(paths::SIGN_IN.to_owned()),
        Err(error) => PageData::Failed(error),
    }
}

/// After a pause people come back to where they were.
fn to_sign_in(path_and_query: &str) -> PageData {
    PageData::GoTo(paths::with_return_to(paths::SIGN_IN.to_owned(), Some(path_and_query)))
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
