//! The server's side of the screens, compiled with `ssr` only: reads a request, and turns the results of use cases into
//! screens, redirects and cookies. The handlers of a screen are in its own folder.

pub mod cookies;
mod form_draft;
pub mod locale;
mod pages;
pub mod post_sign_in_redirect;
mod request;
mod wording;

pub use pages::page;
pub use request::{WebRequest, run_to_completion, sign_in_path, view};
pub use wording::{browser, in_words, short_moment};

use crate::api_error::ApiError;
use domain::{EmailAddress, Password, Slug, sign_in::SignInError};
use leptos::prelude::use_context;
use std::sync::Arc;

/// The result of a handler or a server function.
pub type Answer<T> = Result<T, ApiError<SignInError>>;

/// The current request. Fails outside of a request.
pub(crate) fn web_request() -> Answer<Arc<WebRequest>> {
    use_context::<Arc<WebRequest>>().ok_or(ApiError::Unexpected { incident: String::new() })
}

/// Parses the slug of an organisation from a form field. Empty means the default organisation.
pub(crate) fn slug(text: &str) -> Answer<Option<Slug>> {
    let unknown = |_| ApiError::Refused(SignInError::NoSuchOrganisation);
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(unknown) }
}

/// Parses an email address from a form field.
pub(crate) fn address(text: &str) -> Answer<EmailAddress> {
    text.parse().map_err(|_| ApiError::Refused(SignInError::NotAnEmailAddress))
}

/// Refuses a new password that was not typed the same way twice.
pub(crate) fn same(password: Password, confirmation: &Password) -> Answer<Password> {
    if password.is_same(confirmation) { Ok(password) } else { Err(ApiError::Refused(SignInError::PasswordsDiffer)) }
}

/// A parameter of a query string, unchecked.
pub fn parameter(query: &str, wanted: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}
