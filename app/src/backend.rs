//! Everything that a screen may ask of the server. One per request, handed over through context.

use crate::{
    account::CurrentAccount,
    api_error::ApiError,
    go_to::GoTo,
    page::PageData,
    paths::{self, Address},
    sign_in::{CodeScreen, Gate},
};
use async_trait::async_trait;
use domain::{ChallengeId, EmailAddress, OneTimeCode, Slug, sign_in::SignInError};
use leptos::prelude::use_context;
use std::sync::Arc;

/// What a flow answers to a screen.
pub type Answer<T> = Result<T, ApiError<SignInError>>;

/// The server behind the screens. `None` as organisation means the default one.
#[async_trait]
pub trait Backend: Send + Sync {
    async fn gate(&self, organisation: Option<Slug>) -> Answer<Gate>;
    async fn send_code(&self, organisation: Option<Slug>, email: EmailAddress) -> Answer<GoTo>;
    async fn resend_code(&self, challenge: ChallengeId) -> Answer<GoTo>;
    async fn code_screen(&self, challenge: ChallengeId) -> Answer<CodeScreen>;
    async fn verify_code(&self, challenge: ChallengeId, code: OneTimeCode) -> Answer<GoTo>;
    async fn current_account(&self) -> Answer<CurrentAccount>;
    async fn sign_out(&self) -> Answer<GoTo>;

    /// Keeps what was typed for the page that a refused plain form returns to. Never for secrets.
    fn keep_typed(&self, text: &str);
}

/// The backend of the request under way.
pub(crate) fn backend() -> Answer<Arc<dyn Backend>> {
    use_context::<Arc<dyn Backend>>().ok_or(ApiError::Unexpected { incident: String::new() })
}

/// An empty field means the default organisation.
pub(crate) fn slug(text: &str) -> Result<Option<Slug>, domain::slug::NotASlug> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

/// The data of the page at a path.
pub async fn page(backend: &dyn Backend, path: &str) -> PageData {
    let read = match Address::of(path) {
        Some(Address::SignIn(organisation)) => backend.gate(organisation).await.map(PageData::SignIn),
        Some(Address::Code(challenge)) => backend.code_screen(challenge).await.map(PageData::Code),
        Some(Address::Account) => backend.current_account().await.map(PageData::Account),
        None => Ok(PageData::NotFound),
    };
    match read {
        Ok(data) => data,
        Err(ApiError::Refused(SignInError::NoSuchOrganisation)) => PageData::NotFound,
        Err(ApiError::Refused(SignInError::NotThisBrowser)) => PageData::Elsewhere,
        Err(ApiError::SignedOut) => PageData::GoTo(paths::SIGN_IN.to_owned()),
        Err(error) => PageData::Failed(error),
    }
}
