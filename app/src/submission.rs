//! One form's way to the server and back: whether it is under way, and what was refused.
//! Without script the same form posts by itself, and the refusal comes back in the query string.

use crate::{
    api_error::ApiError,
    call::call,
    go_to::GoTo,
    words::{self, Sentence},
};
use domain::sign_in::SignInError;
use leptos::{
    ev::SubmitEvent,
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue},
};
use leptos_router::hooks::{use_location, use_navigate};
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

type Outcome = Result<GoTo, ApiError<SignInError>>;

#[derive(Clone, Copy)]
pub struct Submission {
    path: &'static str,
    pub is_pending: RwSignal<bool>,
    pub outcome: RwSignal<Option<Outcome>>,
}

impl Submission {
    /// Starts with the refusal that a plain form of `F` was sent back with, if it was.
    pub fn of<F: ServerFn<Error = ApiError<SignInError>>>() -> Self {
        let query = use_location().query;
        let query = query.read_untracked();
        let refused = query
            .get_str("__err")
            .filter(|_| query.get_str("__path") == Some(F::PATH))
            .map(|error| Err(ServerFnUrlError::<ApiError<SignInError>>::decode_err(error)));
        Submission { path: F::PATH, is_pending: RwSignal::new(false), outcome: RwSignal::new(refused) }
    }

    /// For what answers like a server function and is none.
    pub fn at(path: &'static str) -> Self {
        Submission { path, is_pending: RwSignal::new(false), outcome: RwSignal::new(None) }
    }

    /// Posts what stands in a form, as the browser would by itself, unless that is under way or the person is on the way to
    /// the next page.
    pub fn send(self, form: &HtmlFormElement) {
        let fields =
            FormData::new_with_form(form).and_then(|fields| UrlSearchParams::new_with_str_sequence_sequence(&fields));
        if let Ok(fields) = fields {
            self.post(fields.into());
        }
    }

    /// Posts anything that `fetch` takes for a body.
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

    /// The same for a form that is being submitted.
    pub fn send_on(self, event: &SubmitEvent) {
        event.prevent_default();
        if let Some(form) = event.target().and_then(|target| target.dyn_into().ok()) {
            self.send(&form);
        }
    }

    /// Under way, or done and leaving for the next page.
    pub fn is_busy(self) -> bool {
        self.is_pending.get() || self.is_done()
    }

    /// It worked.
    pub fn is_done(self) -> bool {
        self.outcome.with(|outcome| matches!(outcome, Some(Ok(_))))
    }

    /// Goes where a success leads.
    pub fn follow(self) {
        let (navigate, shown) = (use_navigate(), use_context());
        Effect::new(move || {
            if let Some(Ok(to)) = self.outcome.get() {
                to.follow(&navigate, shown);
            }
        });
    }

    /// The sentence beside a field, when the refusal is about it.
    pub fn beside(self, is_about: fn(&SignInError) -> bool) -> Signal<Option<Sentence>> {
        Signal::derive(move || match self.error() {
            Some(ApiError::Refused(error)) if is_about(&error) => Some(words::refusal(&error)),
            _ => None,
        })
    }

    /// What stands above the form: what is not about a field.
    pub fn above(self, is_about_field: fn(&SignInError) -> bool) -> Signal<Option<ApiError<SignInError>>> {
        Signal::derive(move || {
            self.error().filter(|error| !matches!(error, ApiError::Refused(error) if is_about_field(error)))
        })
    }

    /// Forgets what was refused, unless it is a pause.
    pub fn forgive(self) {
        let is_pause = |error: &ApiError<SignInError>| {
            matches!(error, ApiError::Refused(SignInError::TooManyAttempts { .. } | SignInError::NoMatch { .. }))
        };
        if untrack(|| self.error()).is_some_and(|error| !is_pause(&error)) {
            self.outcome.set(None);
        }
    }

    /// Why it did not work, if it did not.
    pub fn error(self) -> Option<ApiError<SignInError>> {
        self.outcome.with(|outcome| outcome.as_ref().and_then(|outcome| outcome.as_ref().err().cloned()))
    }
}
