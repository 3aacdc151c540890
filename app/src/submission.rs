//! The submission of a form: whether a request is pending, and its outcome. Without JavaScript the browser posts the
//! form itself, and a refusal comes back in the query string.

use crate::{
    api_error::ApiError,
    call::call,
    redirect::Redirect,
    words::{self, Sentence},
};
use domain::refusal::{PasswordRefusal, Refusal};
use leptos::{
    ev::SubmitEvent,
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue},
};
use leptos_router::hooks::{use_location, use_navigate};
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

type Outcome = Result<Redirect, ApiError>;

#[derive(Clone, Copy)]
pub struct Submission {
    path: &'static str,
    pub is_pending: RwSignal<bool>,
    pub outcome: RwSignal<Option<Outcome>>,
}

impl Submission {
    /// A submission to the server function `F`. Starts with the refusal in the query string, if a plain form of `F` was
    /// refused.
    pub fn of<F: ServerFn<Error = ApiError>>() -> Self {
        let query = use_location().query;
        let query = query.read_untracked();
        let refused = query
            .get_str("__err")
            .filter(|_| query.get_str("__path") == Some(F::PATH))
            .map(|error| Err(ServerFnUrlError::<ApiError>::decode_err(error)));
        Submission { path: F::PATH, is_pending: RwSignal::new(false), outcome: RwSignal::new(refused) }
    }

    /// A submission to an endpoint that responds like a server function but is not one.
    pub fn at(path: &'static str) -> Self {
        Submission { path, is_pending: RwSignal::new(false), outcome: RwSignal::new(None) }
    }

    /// Posts the fields of a form as the browser itself would. Does nothing while a request is pending, or after one
    /// succeeded.
    pub fn send(self, form: &HtmlFormElement) {
        let fields =
            FormData::new_with_form(form).and_then(|fields| UrlSearchParams::new_with_str_sequence_sequence(&fields));
        if let Ok(fields) = fields {
            self.post(fields.into());
        }
    }

    /// Posts any value that `fetch` accepts as a body. Does nothing while a request is pending, or after one succeeded.
    pub fn post(self, fields: JsValue) {
        if untrack(|| self.is_busy()) {
            return;
        }
        self.is_pending.set(true);
        spawn_local(async move {
            let outcome = call(self.path, &fields).await;
            let _ = self.is_pending.try_set(false);
            let _ = self.outcome.try_set(Some(outcome));
        });
    }

    /// Handles the `submit` event of a form: posts its fields instead of the browser.
    pub fn send_on(self, event: &SubmitEvent) {
        event.prevent_default();
        if let Some(form) = event.target().and_then(|target| target.dyn_into().ok()) {
            self.send(&form);
        }
    }

    /// Whether a request is pending, or has succeeded and the next page is loading.
    pub fn is_busy(self) -> bool {
        self.is_pending.get() || self.is_done()
    }

    /// Whether the request succeeded.
    pub fn is_done(self) -> bool {
        self.outcome.with(|outcome| matches!(outcome, Some(Ok(_))))
    }

    /// Navigates to the target of a success.
    pub fn follow(self) {
        let (navigate, shown) = (use_navigate(), use_context());
        Effect::new(move || {
            if let Some(Ok(to)) = self.outcome.get() {
                to.follow(&navigate, shown);
            }
        });
    }

    /// The error beside a field, if the refusal is about that field.
    pub fn beside(self, is_about: fn(&Refusal) -> bool) -> Signal<Option<Sentence>> {
        Signal::derive(move || match self.error() {
            Some(ApiError::Refused(error)) if is_about(&error) => Some(words::refusal(&error)),
            _ => None,
        })
    }

    /// The error above the form, unless it is about a field.
    pub fn above(self, is_about_field: fn(&Refusal) -> bool) -> Signal<Option<ApiError>> {
        Signal::derive(move || {
            self.error().filter(|error| !matches!(error, ApiError::Refused(error) if is_about_field(error)))
        })
    }

    /// Clears the error, unless it is a rate limit, a lockout or a wait before the next try.
    pub fn forgive(self) {
        let is_pause = |error: &ApiError| {
            matches!(
                error,
                ApiError::Refused(Refusal::TooManyAttempts { .. } | Refusal::Password(PasswordRefusal::NoMatch { .. }))
            )
        };
        if untrack(|| self.error()).is_some_and(|error| !is_pause(&error)) {
            self.outcome.set(None);
        }
    }

    /// The error of the request, if it failed.
    pub fn error(self) -> Option<ApiError> {
        self.outcome.with(|outcome| outcome.as_ref().and_then(|outcome| outcome.as_ref().err().cloned()))
    }
}
