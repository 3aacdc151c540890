//! What a client asks of the authorization endpoint (OpenID Connect Core §3.1.2).

#[cfg(test)]
mod tests;

use super::client::ClientSettings;
use super::device_request::DeviceRequest;
use super::error::{AuthorizationError, PageFault};
use super::parameters::Parameters;
use super::scope::{Scope, Scopes};
use crate::{Seconds, application::StrengthLevel};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest values, in bytes.
const LONGEST_STATE: usize = 16 * 1024;
const LONGEST_NONCE: usize = 1024;
const LONGEST_LOGIN_HINT: usize = 254;
const LONGEST_ID_TOKEN_HINT: usize = 8 * 1024;

/// The length of a SHA-256 digest in base64url.
const CHALLENGE_LENGTH: usize = 43;

crate::named_enum! {
    /// How an answer travels to the client.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum ResponseMode {
        /// In the query of a redirect.
        #[default]
        Query = "query",
        /// In a form that the browser posts.
        FormPost = "form_post",
    }
}

/// What the client wants Portico to show the user. The default leaves it to Portico.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// Nothing. If something has to be shown, the client gets an error.
    pub none: bool,
    /// A new authentication.
    pub login: bool,
    pub consent: bool,
    /// Which account it is about.
    pub select_account: bool,
}

/// A request that can be answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// As the client presented it: the port of a loopback address may differ from the registered one.
    pub redirect_uri: String,
    pub scopes: Scopes,
    /// Any text. The answer repeats it.
    pub state: Option<String>,
    /// Any text. The ID token repeats it.
    pub nonce: Option<String>,
    pub mode: ResponseMode,
    pub prompt: Prompt,
    /// The longest time since the last authentication.
    pub max_age: Option<Seconds>,
    /// The SHA-256 digest of what the client presents with the code, in base64url (PKCE).
    pub challenge: Option<String>,
    /// The user's address, as the client believes.
    pub login_hint: Option<String>,
    /// How strongly the user must have signed in.
    pub level: StrengthLevel,
    /// An earlier ID token of the user. It is not verified yet.
    pub id_token_hint: Option<String>,
}

impl AuthorizationRequest {
    /// A request for these scopes, and nothing special.
    pub fn new(redirect_uri: String, scopes: Scopes) -> Self {
        AuthorizationRequest {
            redirect_uri,
            scopes,
            state: None,
            nonce: None,
            mode: ResponseMode::default(),
            prompt: Prompt::default(),
            max_age: None,
            challenge: None,
            login_hint: None,
            level: StrengthLevel::SignedIn,
            id_token_hint: None,
        }
    }
}

/// Without what the client and the user keep to themselves.
impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthorizationRequest")
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .field("mode", &self.mode)
            .field("prompt", &self.prompt)
            .field("max_age", &self.max_age)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// An error that the client learns. The address is registered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectFault {
    pub error: AuthorizationError,
    /// For developers.
    pub description: String,
    pub redirect_uri: String,
    pub state: Option<String>,
    pub mode: ResponseMode,
}

impl fmt::Debug for RedirectFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedirectFault")
            .field("error", &self.error)
            .field("description", &self.description)
            .field("redirect_uri", &self.redirect_uri)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

/// Why a request cannot be answered, and who learns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestFault {
    /// The user, on a page of Portico.
    Page(PageFault),
    /// The client.
    Redirect(RedirectFault),
}

/// What is kept until its page is opened: a request, an error that the page has to post to the client, or the request of
/// a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SavedRequest {
    Request(AuthorizationRequest),
    Fault(RedirectFault),
    Device(DeviceRequest),
}

/// An error with its description.
type Fault = (AuthorizationError, &'static str);

const fn invalid(description: &'static str) -> Fault {
    (AuthorizationError::InvalidRequest, description)
}

/// Reads a request of a client. The client learns of an error only at an address that it has registered.
pub fn read_request(parameters: &Parameters, client: &ClientSettings) -> Result<AuthorizationRequest, RequestFault> {
    let redirect_uri = redirect_uri_of(parameters, client).map_err(RequestFault::Page)?;
    let state = short(parameters, "state", LONGEST_STATE, "state is too long");
    let mode = parameters.value("response_mode").and_then(ResponseMode::of).unwrap_or_default();
    let request = refuse_unsupported(parameters).and_then(|()| {
        Ok(AuthorizationRequest {
            redirect_uri: redirect_uri.to_owned(),
            scopes: scopes_of(parameters)?,
            state: None,
            mode,
            prompt: prompt_of(parameters)?,
            max_age: max_age_of(parameters)?,
            challenge: challenge_of(parameters, client)?,
            nonce: short(parameters, "nonce", LONGEST_NONCE, "nonce is too long")?,
            login_hint: short(parameters, "login_hint", LONGEST_LOGIN_HINT, "login_hint is too long")?,
            level: required_level(parameters.value("acr_values").unwrap_or_default()),
            id_token_hint: short(parameters, "id_token_hint", LONGEST_ID_TOKEN_HINT, "id_token_hint is too long")?,
        })
    });
    let request = request.and_then(|request| Ok(AuthorizationRequest { state: state.clone()?, ..request }));
    request.map_err(|(error, description)| {
        let (description, redirect_uri) = (description.to_owned(), redirect_uri.to_owned());
        let state = state.ok().flatten();
        RequestFault::Redirect(RedirectFault { error, description, redirect_uri, state, mode })
    })
}

/// A value that is kept. Control characters are refused: PostgreSQL does not store all of them, and JSON makes six bytes
/// of one. Lines may be broken, as in base64.
fn short(parameters: &Parameters, name: &str, longest: usize, fault: &'static str) -> Result<Option<String>, Fault> {
    let value = parameters.value(name);
    let is_control = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r');
    match value {
        Some(text) if text.len() > longest => Err(invalid(fault)),
        Some(text) if text.bytes().any(is_control) => Err(invalid("a parameter contains control characters")),
        _ => Ok(value.map(str::to_owned)),
    }
}

fn redirect_uri_of<'a>(parameters: &'a Parameters, client: &ClientSettings) -> Result<&'a str, PageFault> {
    parameters.once("client_id").map_err(|_| PageFault::Repeated)?;
    let presented = parameters.once("redirect_uri").map_err(|_| PageFault::Repeated)?;
    let presented = presented.ok_or(PageFault::NoRedirectUri)?;
    client.redirect_uris.find(presented).map(|_| presented).ok_or(PageFault::WrongRedirectUri)
}

fn refuse_unsupported(parameters: &Parameters) -> Result<(), Fault> {
    if parameters.has_repetition() {
        return Err(invalid("a parameter is there twice"));
    }
    for (name, fault) in [
        ("request", (AuthorizationError::RequestNotSupported, "request objects are not supported")),
        ("request_uri", (AuthorizationError::RequestUriNotSupported, "request_uri is not supported")),
        ("registration", (AuthorizationError::RegistrationNotSupported, "registration is not supported")),
    ] {
        if parameters.value(name).is_some() {
            return Err(fault);
        }
    }
    match parameters.value("response_type") {
        Some("code") => {}
        Some(_) => return Err((AuthorizationError::UnsupportedResponseType, "response_type must be code")),
        None => return Err(invalid("response_type is missing")),
    }
    match parameters.value("response_mode") {
        Some(mode) if ResponseMode::of(mode).is_none() => Err(invalid("response_mode must be query or form_post")),
        _ => Ok(()),
    }
}

fn scopes_of(parameters: &Parameters) -> Result<Scopes, Fault> {
    let scopes = Scopes::read(parameters.value("scope").unwrap_or_default());
    if scopes.has(Scope::OpenId) {
        Ok(scopes)
    } else {
        Err((AuthorizationError::InvalidScope, "scope must contain openid"))
    }
}

fn prompt_of(parameters: &Parameters) -> Result<Prompt, Fault> {
    let mut prompt = Prompt::default();
    for name in parameters.value("prompt").unwrap_or_default().split_ascii_whitespace() {
        match name {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            _ => return Err(invalid("prompt is unknown")),
        }
    }
    if prompt.none && prompt != (Prompt { none: true, ..Prompt::default() }) {
        return Err(invalid("prompt=none stands alone"));
    }
    Ok(prompt)
}

fn max_age_of(parameters: &Parameters) -> Result<Option<Seconds>, Fault> {
    let Some(typed) = parameters.value("max_age") else { return Ok(None) };
    if typed.bytes().any(|byte| !byte.is_ascii_digit()) {
        return Err(invalid("max_age is not a number of seconds"));
    }
    // Only a number that is too large is not read: as long as one likes.
    Ok(Some(Seconds(typed.parse().unwrap_or(u32::MAX))))
}

fn challenge_of(parameters: &Parameters, client: &ClientSettings) -> Result<Option<String>, Fault> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_challenge = |text: &str| text.len() == CHALLENGE_LENGTH && text.bytes().all(is_letter);
    match (parameters.value("code_challenge"), parameters.value("code_challenge_method")) {
        // Without a method, RFC 7636 means `plain`.
        (Some(_), None) | (_, Some("plain")) => Err(invalid("code_challenge_method must be S256")),
        (_, Some(method)) if method != "S256" => Err(invalid("code_challenge_method is unknown")),
        (Some(challenge), _) if !is_challenge(challenge) => Err(invalid("code_challenge is not a SHA-256 digest")),
        (Some(challenge), _) => Ok(Some(challenge.to_owned())),
        (None, Some(_)) => Err(invalid("code_challenge is missing")),
        (None, None) if client.demands_pkce() => Err(invalid("this client must use PKCE: code_challenge is missing")),
        (None, None) => Ok(None),
    }
}

/// What the user must have signed in with for one of these values of `acr`: the weakest that Portico knows. Unknown
/// values ask for nothing.
pub fn required_level(acr_values: &str) -> StrengthLevel {
    let level = |name: &str| StrengthLevel::ALL.into_iter().find(|level| level.acr() == name);
    acr_values.split_ascii_whitespace().filter_map(level).min().unwrap_or_default()
}
