//! The submission of a form: posts it as the browser itself would, and keeps whether a request is pending, and its
//! result. Without JavaScript the browser posts the form itself. A refusal then comes back in the query string, and the
//! values of the form come back in a draft.

use crate::prelude::*;
use domain::AddedWay;
use leptos::server_fn::codec::PostcardEncoding;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
#[cfg(feature = "ssr")]
use leptos::server_fn::error::ServerFnUrlError;
use leptos::server_fn::{Decodes, ServerFn};
use leptos::wasm_bindgen::JsValue;
use leptos_router::hooks::{use_location, use_navigate};
use std::borrow::Cow;
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response, UrlSearchParams, js_sys::Uint8Array};

/// What the user typed into a form that was refused or interrupted. The next page shows it again. Never contains a
/// secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDraft {
    pub email: String,
    pub phone: String,
    /// The chosen country of the phone number, as in `CountryChoice::code`.
    pub country: String,
    pub name: String,
    /// The repetition of the email address.
    pub again: String,
    /// The code that a device shows.
    #[serde(default)]
    pub user_code: String,
    /// What was typed to name a time zone; empty means that of the browser. `None` if the form has no such field.
    pub time_zone: Option<String>,
    /// Whether the invited user becomes an admin.
    #[serde(default)]
    pub is_admin: bool,
    /// Whether the browser is to remember who signs in.
    #[serde(default)]
    pub remember: bool,
    /// The recently added passkeys and authenticator app that the user wants to remove along with the old password.
    #[serde(default)]
    pub ticked: Vec<AddedWay>,
}

/// The email address that was typed last since the app was loaded. Kept in memory only.
#[derive(Clone, Copy)]
pub struct LastTyped(pub RwSignal<String>);

#[derive(Clone, Copy)]
pub struct Submission {
    path: StoredValue<Cow<'static, str>>,
    pub is_pending: RwSignal<bool>,
    pub outcome: RwSignal<Option<Result<Redirect, ApiError>>>,
}

impl Submission {
    /// A submission to the server function `F`. Starts with the refusal in the query string, if a plain form of `F` was
    /// refused.
    pub fn of<F: ServerFn<Error = ApiError>>() -> Self {
        let query = use_location().query;
        let query = query.read_untracked();
        let refused = query
            .get_str(paths::REFUSAL)
            .filter(|_| query.get_str(paths::REFUSED_AT) == Some(F::PATH))
            .map(|error| Err(read_refusal(error)));
        Submission::new(F::PATH.into(), refused)
    }

    /// A submission to an endpoint that responds like a server function but is not one.
    pub fn at(path: impl Into<Cow<'static, str>>) -> Self {
        Submission::new(path.into(), None)
    }

    fn new(path: Cow<'static, str>, outcome: Option<Result<Redirect, ApiError>>) -> Self {
        let path = StoredValue::new(path);
        Submission { path, is_pending: RwSignal::new(false), outcome: RwSignal::new(outcome) }
    }

    /// Handles the `submit` event of a form: posts its fields instead of the browser, unless the pressed button
    /// chooses a language.
    pub fn send_on(self, event: &SubmitEvent) {
        if chooses_language(event) {
            return;
        }
        event.prevent_default();
        if let Some(form) = event.target().and_then(|target| target.dyn_into().ok()) {
            self.send(&form);
        }
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
        let path = self.path.get_value();
        spawn_local(async move {
            let outcome = call(&path, &fields).await.and_then(decode);
            let _ = self.is_pending.try_set(false);
            let _ = self.outcome.try_set(Some(outcome));
        });
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
    pub fn redirect_on_success(self) {
        let (navigate, shown) = (use_navigate(), use_context());
        effect(move || {
            if let Some(Ok(to)) = self.outcome.get() {
                to.follow(&navigate, shown);
            }
        });
    }

    /// The error beside a field, if a refusal is about that field.
    pub fn field_error(self, is_about: fn(&Refusal) -> bool) -> Signal<Option<Sentence>> {
        Signal::derive(move || match self.error() {
            Some(ApiError::Refused(error)) => error.each().find(is_about).map(|error| words::refusal(&error)),
            _ => None,
        })
    }

    /// The error above the form, unless it is about a field.
    pub fn form_error(self, is_about_field: fn(&Refusal) -> bool) -> Signal<Option<ApiError>> {
        Signal::derive(move || {
            self.error().filter(|error| match error {
                ApiError::Refused(error) => !error.each().all(|error| is_about_field(&error)),
                _ => true,
            })
        })
    }

    /// Clears the error, unless it is a rate limit, a lockout or a wait before the next attempt.
    pub fn clear_error(self) {
        let is_pause = |error: &ApiError| {
            matches!(
                error,
                ApiError::Refused(
                    Refusal::TooManyAttempts { .. } | Refusal::Password(PasswordRefusal::SlowedDown { .. })
                )
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

/// Whether the pressed button chooses a language. The browser posts the form to another address then.
pub fn chooses_language(event: &SubmitEvent) -> bool {
    event.submitter().is_some_and(|button| button.get_attribute("formaction").as_deref() == Some(paths::LANGUAGE))
}

/// Posts `fields`, any value that `fetch` accepts as a body, to a server function or to an endpoint that responds like
/// one. Returns the body of a success, encoded. All server functions share this code, because a generated stub for each
/// would add kilobytes to the client.
pub async fn call(path: &str, fields: &JsValue) -> Result<Vec<u8>, ApiError> {
    let response = async {
        let headers = Headers::new()?;
        // Not HTML: the server answers a request for HTML with a redirect to a page.
        headers.set("Accept", "application/octet-stream")?;
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_headers(&headers);
        request.set_body(fields);
        let response = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?;
        let response: Response = response.unchecked_into();
        let is_failure = response.headers().has(SERVER_FN_ERROR_HEADER)?;
        let body = match is_failure || response.ok() {
            true => Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?).to_vec(),
            false => Vec::new(),
        };
        Ok::<_, JsValue>((is_failure, response.status(), body))
    };
    let (is_failure, status, body) = response.await.map_err(|_| ApiError::Offline)?;
    match status {
        _ if is_failure => Err(decode(body).unwrap_or_else(|outdated| outdated)),
        200..300 => Ok(body),
        // A response that no server function sent.
        500.. => Err(ApiError::Unexpected { incident: String::new() }),
        _ => Err(ApiError::Outdated),
    }
}

/// Decodes the body of a response. A body of another release is an error.
pub fn decode<T>(body: Vec<u8>) -> Result<T, ApiError>
where
    PostcardEncoding: Decodes<T>,
{
    PostcardEncoding::decode(body.into()).map_err(|_| ApiError::Outdated)
}

/// Decodes base64 in the browser, which has a decoder of its own: another one would add a kilobyte to the client.
pub fn bytes_of_base64(text: &str) -> Option<Vec<u8>> {
    let decoded = window().atob(text).ok()?;
    decoded.chars().map(|byte| u8::try_from(byte).ok()).collect()
}

/// The refusal of a plain form, which came back in the query string.
#[cfg(feature = "ssr")]
fn read_refusal(text: &str) -> ApiError {
    ServerFnUrlError::<ApiError>::decode_err(text)
}

/// The refusal of a plain form, which came back in the query string.
#[cfg(not(feature = "ssr"))]
fn read_refusal(text: &str) -> ApiError {
    let standard = text.replace('-', "+").replace('_', "/");
    bytes_of_base64(&standard).map_or(ApiError::Outdated, |bytes| ApiError::de(bytes.into()))
}
