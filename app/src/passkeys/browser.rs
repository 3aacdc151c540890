//! The browser's side of a ceremony (Web Authentication Level 3): calls the browser, encodes its response, and finds
//! out why there is none. Converts bytes from and to base64url, because not every current browser does.

use super::watch::Watch;
use crate::words::{Word, passkey};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::passkey::REQUEST_GOOD_FOR;
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Date, Function, JSON, Object, Promise, Reflect, Uint8Array};
use web_sys::{CredentialCreationOptions, CredentialRequestOptions};

/// The kind of WebAuthn call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CeremonyKind {
    Registration,
    /// Authentication in the browser's own window.
    Authentication,
    /// Conditional UI: the browser offers passkeys where a field is filled. Waits until it is aborted.
    ConditionalUi,
}

/// Why the browser gave no usable response.
pub enum NoResponse {
    /// The page aborted the call.
    Stopped,
    /// A conditional UI call waited so long that its challenge is about to expire.
    OfferExpired,
    /// The response came after the challenge had expired.
    Late,
    Message(Word),
}

/// How long the server accepts a response, in milliseconds.
const GOOD_FOR_MS: f64 = REQUEST_GOOD_FOR.0 as f64 * 1000.0;
/// How long a conditional UI call waits, in milliseconds. A user who chooses a passkey at the end must still have time
/// for the browser's window.
const CONDITIONAL_WAIT_MS: f64 = GOOD_FOR_MS - WINDOW_MS;
/// How long the browser's window may stay open if the options have no timeout, in milliseconds.
const WINDOW_MS: f64 = 300_000.0;
/// How long after the browser's own timeout the call is aborted, in milliseconds. The browser's own error is more
/// precise.
const GRACE_MS: f64 = 10_000.0;
/// An error that comes at most this long before the browser's own timeout counts as a timeout, in milliseconds: clocks
/// and timers are not exact.
const TIMEOUT_TOLERANCE_MS: f64 = 500.0;

/// Transports that every server knows. Others are not sent.
const TRANSPORTS: [&str; 5] = ["usb", "nfc", "ble", "internal", "hybrid"];

/// Calls the browser with the server's options. Returns its response as JSON.
pub async fn run_ceremony(options: &str, kind: CeremonyKind) -> Result<String, NoResponse> {
    if !is_supported() {
        let message = if window().is_secure_context() { passkey::NOT_SUPPORTED } else { passkey::INSECURE };
        return Err(NoResponse::Message(message));
    }
    let asked_at = Date::now();
    let (mut window_ms, mut is_over) = (WINDOW_MS, false);
    let outcome = async {
        let public = decoded_options(options)?;
        window_ms = get(&public, "timeout")?.as_f64().unwrap_or(window_ms);
        let is_conditional = kind == CeremonyKind::ConditionalUi;
        let watch = Watch::begin(if is_conditional { CONDITIONAL_WAIT_MS } else { window_ms + GRACE_MS })?;
        let answered = JsFuture::from(call_browser(&public, kind, &watch)?).await;
        is_over = watch.is_over();
        if kind == CeremonyKind::Registration { registration_json(&answered?) } else { authentication_json(&answered?) }
    };
    let outcome = outcome.await;
    let waited = Date::now() - asked_at;
    match outcome {
        Ok(_) if waited >= GOOD_FOR_MS => Err(NoResponse::Late),
        Ok(answer) => Ok(answer),
        Err(_) if is_over => Err(if kind == CeremonyKind::ConditionalUi {
            NoResponse::OfferExpired
        } else {
            NoResponse::Message(passkey::TIMED_OUT)
        }),
        Err(error) => {
            let is_too_late = waited + TIMEOUT_TOLERANCE_MS >= window_ms;
            Err(no_response(&error, kind == CeremonyKind::Registration, is_too_late))
        }
    }
}

/// Calls one of the browser's signal functions, so that it no longer offers removed passkeys (Web Authentication Level
/// 3, §5.1.10). `call` is the name of the function, `facts` its argument. Does nothing in a browser that lacks the
/// function.
fn signal(call: &str, facts: &JsValue) {
    let promise = get(&window(), "PublicKeyCredential").and_then(|class| {
        let signal: Function = get(&class, call)?.dyn_into()?;
        signal.call1(&class, facts)
    });
    if let Ok(promise) = promise {
        spawn_local(async move {
            // The browser does not reveal whether it changed anything.
            let _ = JsFuture::from(Promise::resolve(&promise)).await;
        });
    }
}

/// Tells the browser that the server does not know the passkey in `answer`.
pub fn signal_unknown(options: &str, answer: &str) {
    let facts = || {
        let facts = Object::new();
        let options = get(&JSON::parse(options)?, "publicKey")?;
        for (name, value) in [("rpId", get(&options, "rpId")?), ("credentialId", get(&JSON::parse(answer)?, "id")?)] {
            Reflect::set(&facts, &name.into(), &value)?;
        }
        Ok::<_, JsValue>(facts)
    };
    if let Ok(facts) = facts() {
        signal("signalUnknownCredential", &facts);
    }
}

/// Tells the browser which passkeys the account has, so that it may forget the others. `facts` is JSON.
pub fn signal_accepted(facts: &str) {
    if let Ok(facts) = JSON::parse(facts) {
        signal("signalAllAcceptedCredentials", &facts);
    }
}

/// Whether the browser supports conditional UI: passkeys offered where a field is filled.
pub async fn has_conditional_ui() -> bool {
    let ask = || {
        let class = get(&window(), "PublicKeyCredential")?;
        let ask: Function = get(&class, "isConditionalMediationAvailable")?.dyn_into()?;
        Ok::<_, JsValue>(Promise::resolve(&ask.call0(&class)?))
    };
    match ask() {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|answer| answer.is_truthy()),
        Err(_) => false,
    }
}

/// Whether the browser knows passkeys.
pub fn is_supported() -> bool {
    Reflect::has(&window(), &"PublicKeyCredential".into()).unwrap_or(false)
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

/// Starts the call, and sets all its options. Only the `mediation` set here makes a call conditional.
fn call_browser(public: &JsValue, kind: CeremonyKind, watch: &Watch) -> Result<Promise, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"publicKey".into(), public)?;
    Reflect::set(&options, &"signal".into(), &watch.signal())?;
    if kind == CeremonyKind::ConditionalUi {
        Reflect::set(&options, &"mediation".into(), &"conditional".into())?;
    }
    let credentials = window().navigator().credentials();
    match kind {
        CeremonyKind::Registration => {
            credentials.create_with_options(options.unchecked_ref::<CredentialCreationOptions>())
        }
        CeremonyKind::Authentication | CeremonyKind::ConditionalUi => {
            credentials.get_with_options(options.unchecked_ref::<CredentialRequestOptions>())
        }
    }
}

/// The value of `publicKey`, with bytes in place of the base64url text of JSON.
fn decoded_options(options: &str) -> Result<JsValue, JsValue> {
    let public = get(&JSON::parse(options)?, "publicKey")?;
    decode(&public, "challenge")?;
    let user = get(&public, "user")?;
    if user.is_object() {
        decode(&user, "id")?;
    }
    for list in ["allowCredentials", "excludeCredentials"] {
        let list = get(&public, list)?;
        if Array::is_array(&list) {
            for credential in list.unchecked_ref::<Array>().iter() {
                decode(&credential, "id")?;
            }
        }
    }
    Ok(public)
}

fn decode(of: &JsValue, name: &str) -> Result<(), JsValue> {
    let text = get(of, name)?.as_string().unwrap_or_default();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    Reflect::set(of, &name.into(), &Uint8Array::from(bytes.as_slice()))?;
    Ok(())
}

/// Encodes a field of bytes as base64url; a missing one as `null`.
fn encoded(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let bytes = get(of, name)?;
    if bytes.is_null() || bytes.is_undefined() {
        return Ok(JsValue::NULL);
    }
    Ok(BASE64_URL_SAFE_NO_PAD.encode(Uint8Array::new(&bytes).to_vec()).into())
}

fn authentication_json(credential: &JsValue) -> Result<String, JsValue> {
    let response = get(credential, "response")?;
    credential_json(credential, &response, &["clientDataJSON", "authenticatorData", "signature", "userHandle"])
}

fn registration_json(credential: &JsValue) -> Result<String, JsValue> {
    let response = get(credential, "response")?;
    credential_json(credential, &response, &["clientDataJSON", "attestationObject"])
}

fn credential_json(credential: &JsValue, response: &JsValue, fields: &[&str]) -> Result<String, JsValue> {
    let (whole, inner) = (Object::new(), Object::new());
    for name in fields {
        Reflect::set(&inner, &(*name).into(), &encoded(response, name)?)?;
    }
    if let Some(transports) = transports(response) {
        Reflect::set(&inner, &"transports".into(), &transports)?;
    }
    let id = encoded(credential, "rawId")?;
    for (name, value) in [
        ("id", &id),
        ("rawId", &id),
        ("type", &"public-key".into()),
        ("extensions", &Object::new().into()),
        ("response", &inner.into()),
    ] {
        Reflect::set(&whole, &name.into(), value)?;
    }
    Ok(JSON::stringify(&whole)?.into())
}

/// How the authenticator of a new passkey is reached, so that the browser later asks for the right device.
fn transports(response: &JsValue) -> Option<Array> {
    let ask = get(response, "getTransports").ok()?.dyn_into::<Function>().ok()?;
    let all: Array = ask.call0(response).ok()?.dyn_into().ok()?;
    Some(all.iter().filter(|one| one.as_string().is_some_and(|one| TRANSPORTS.contains(&one.as_str()))).collect())
}

fn no_response(error: &JsValue, is_registration: bool, is_too_late: bool) -> NoResponse {
    let name = get(error, "name").ok().and_then(|name| name.as_string()).unwrap_or_default();
    NoResponse::Message(match name.as_str() {
        "AbortError" => return NoResponse::Stopped,
        // To protect the user's privacy, browsers report a closed window, a device without a passkey and a timeout
        // alike.
        "NotAllowedError" if is_too_late => passkey::TIMED_OUT,
        "NotAllowedError" if is_registration => passkey::CANCELLED_MAKING,
        "NotAllowedError" => passkey::CANCELLED,
        "TimeoutError" => passkey::TIMED_OUT,
        "InvalidStateError" if is_registration => passkey::ALREADY_HERE,
        "InvalidStateError" => passkey::NONE_HERE,
        "NotSupportedError" => passkey::NOT_SUPPORTED,
        "SecurityError" => passkey::INSECURE,
        "ConstraintError" => passkey::NOT_VERIFIED,
        _ => passkey::FAILED,
    })
}
