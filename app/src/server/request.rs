//! A request with the values of its headers and cookies, and the response to which cookies are added.

use super::cookies::{self, CookieGuard};
use super::locale::{Reading, countries, current_locale, of_tag};
use crate::{api_error::ApiError, redirect::Redirect, submission::FormDraft, ui::CountryChoice};
use axum_extra::extract::cookie::Cookie;
use domain::refusal::{PasskeyRefusal, Refusal};
use domain::{Credential, Fields, LanguageTag, Method, Slug};
use http::header;
use leptos_axum::ResponseOptions;
use service::RequestContext;
use service::account::{self, SignedIn};
use service::failure::{BUSY_FOR, Failure, record, retry_after};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The result of a handler.
pub type Answer<T> = Result<T, Failure>;

/// The lookup of a request's session, which is done once. Clones share its result.
#[derive(Clone, Default)]
pub struct SessionLookup(Arc<OnceCell<Option<SignedIn>>>);

impl SessionLookup {
    /// The account that is signed in, if there is one. A lookup that failed is tried again the next time.
    pub async fn find(&self, cx: &RequestContext) -> anyhow::Result<Option<&SignedIn>> {
        Ok(self.0.get_or_try_init(|| account::current(cx)).await?.as_ref())
    }
}

/// One request, with the values of its headers and cookies.
pub struct WebRequest {
    pub cx: RequestContext,
    pub session: SessionLookup,
    /// The values of a form that was posted without script and refused, for this page.
    pub draft: Option<FormDraft>,
    /// The values of a form of the console, or of any form that reauthentication or the end of the session interrupted.
    pub form: Option<Fields>,
    /// The sign-in method that worked last in this browser, and the organisation where it did.
    pub remembered: Option<(Method, Slug)>,
    /// The sealed accounts that this browser remembers, see `sign_in::open_remembered`.
    pub accounts: Option<String>,
    /// The step of a sign-in whose user asked to be remembered.
    pub remember: Option<String>,
    /// Whether a form was posted without script, so that the browser expects a page and not a reply for the client.
    pub is_plain: bool,
    pub cookies: CookieGuard,
    /// Whether the request carried any cookie at all.
    pub sends_cookies: bool,
    /// Whether the request came from one of our own pages.
    pub is_same_origin: bool,
    /// Path and query of the page that sent the request. The home page, if it is not known.
    pub page: String,
    pub response: ResponseOptions,
}

impl WebRequest {
    pub(crate) fn set_cookie(&self, cookie: Cookie<'static>) {
        if let Some(value) = self.cookies.write(cookie) {
            self.response.append_header(header::SET_COOKIE, value);
        }
    }

    /// The account that is signed in, if there is one.
    pub(crate) async fn session_account(&self) -> Answer<Option<&SignedIn>> {
        Ok(self.session.find(&self.cx).await?)
    }

    /// The account that is signed in. Refuses with `SignedOut` if there is none.
    pub(crate) async fn signed_in(&self) -> Answer<SignedIn> {
        self.session_account().await?.cloned().ok_or(Failure::SignedOut)
    }

    /// Converts a failure into the error that the screen gets. Logs the whole chain of an unexpected one, once, under
    /// the incident id that the screen shows.
    pub fn api_error(&self, failure: Failure) -> ApiError {
        match failure {
            // If the browser sends no cookies at all, that is why the challenge or passkey request was not found.
            Failure::Refused(Refusal::NotThisBrowser | Refusal::Passkey(PasskeyRefusal::Invalid))
                if !self.sends_cookies =>
            {
                ApiError::Refused(Refusal::NoCookies)
            }
            Failure::Refused(refusal) => ApiError::Refused(refusal),
            Failure::SignedOut => ApiError::SignedOut,
            Failure::Busy => ApiError::Busy { seconds: u16::try_from(BUSY_FOR.0).unwrap_or(u16::MAX) },
            Failure::Broken(error) => {
                let incident = record(&error, self.cx.app.random.as_ref());
                match retry_after(&error) {
                    Some(seconds) => ApiError::Unavailable { incident, seconds },
                    None => ApiError::Unexpected { incident },
                }
            }
        }
    }

    /// When and where the user of this account reads the page.
    pub(crate) fn reading<'a>(&self, signed_in: &'a SignedIn) -> Reading<'a> {
        Reading { now: self.cx.app.clock.now(), zone: signed_in.account.zone() }
    }

    pub(crate) fn forget_draft(&self) {
        if self.draft.is_some() {
            self.set_cookie(cookies::forget(cookies::DRAFT));
        }
    }

    /// Continues with `to` for a user who reads `own` from now on; `None` is the language that the browser asks for.
    /// The client has one language, so a change of language needs a full page load.
    pub(crate) fn in_language(&self, to: Redirect, own: Option<&LanguageTag>) -> Redirect {
        let is_other = of_tag(own.unwrap_or(&self.cx.language)) != current_locale();
        Redirect { is_full_load: to.is_full_load || is_other, ..to }
    }

    /// The countries that texts may go to, if one of the methods asks for a phone number. Otherwise empty.
    pub(crate) fn countries(&self, methods: &[Method]) -> Vec<CountryChoice> {
        let is_asked = methods.iter().any(|method| method.credential() == Credential::PhoneNumber);
        if is_asked { countries(&self.cx.app.phone_numbers) } else { Vec::new() }
    }
}
