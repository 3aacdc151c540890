//! The browser's side (Web Authentication Level 3): its window, its answer, and why there is none. Bytes travel as base64url;
//! not every browser of today turns them by itself.

use crate::words::{Word, passkey};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, CredentialCreationOptions, CredentialRequestOptions,
    js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array},
};

/// What the browser is to do.
pub enum Way {
    Make,
    /// In a window of its own.
    Use,
    /// Only as something to fill a field with, until told to stop.
    FillIn(AbortSignal),
}

/// Why there is no answer.
pub enum Refusal {
    /// We told it to stop.
    Stopped,
    Said(Word),
}

/// Transports that every server knows.
const TRANSPORTS: [&str; 5] = ["usb", "nfc", "ble", "internal", "hybrid"];

/// Asks the browser. The answer is JSON.
pub async fn answer(options: &str, way: Way) -> Result<String, Refusal> {
    if !is_known() {
        let why = if window().is_secure_context() { passkey::NOT_SUPPORTED } else { passkey::INSECURE };
        return Err(Refusal::Said(why));
    }
    let is_making = matches!(way, Way::Make);
    let (began, mut patience) = (now(), f64::INFINITY);
    let outcome = async {
        let options = JSON::parse(options)?;
        let public = in_bytes(&options)?;
        patience = get(&public, "timeout")?.as_f64().unwrap_or(patience);
        let credential = JsFuture::from(ask(options, way)?).await?;
        if is_making { made(&credential) } else { used(&credential) }
    };
    outcome.await.map_err(|error| why_not(&error, is_making, now() - began + 500.0 >= patience))
}

/// Whether the browser offers passkeys where a field is filled.
pub async fn can_fill_in() -> bool {
    let ask = || {
        let known = get(&window(), "PublicKeyCredential")?;
        let ask: Function = get(&known, "isConditionalMediationAvailable")?.dyn_into()?;
        Ok::<_, JsValue>(Promise::resolve(&ask.call0(&known)?))
    };
    match ask() {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|answer| answer.is_truthy()),
        Err(_) => false,
    }
}

fn is_known() -> bool {
    Reflect::has(&window(), &"PublicKeyCredential".into()).unwrap_or(false)
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

fn ask(options: JsValue, way: Way) -> Result<Promise, JsValue> {
    let credentials = window().navigator().credentials();
    match way {
        Way::Make => credentials.create_with_options(options.unchecked_ref::<CredentialCreationOptions>()),
        Way::Use => credentials.get_with_options(options.unchecked_ref::<CredentialRequestOptions>()),
        Way::FillIn(signal) => {
            Reflect::set(&options, &"mediation".into(), &"conditional".into())?;
            Reflect::set(&options, &"signal".into(), &signal)?;
            credentials.get_with_options(options.unchecked_ref::<CredentialRequestOptions>())
        }
    }
}

/// Turns what is text in JSON into the bytes that the browser wants.
fn in_bytes(options: &JsValue) -> Result<JsValue, JsValue> {
    let public = get(options, "publicKey")?;
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

/// A field of bytes as a JSON value.
fn encoded(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let bytes = get(of, name)?;
    if bytes.is_null() || bytes.is_undefined() {
        return Ok(JsValue::NULL);
    }
    Ok(BASE64_URL_SAFE_NO_PAD.encode(Uint8Array::new(&bytes).to_vec()).into())
}

fn used(credential: &JsValue) -> Result<String, JsValue> {
    let response = get(credential, "response")?;
    in_json(credential, &response, &["clientDataJSON", "authenticatorData", "signature", "userHandle"])
}

fn made(credential: &JsValue) -> Result<String, JsValue> {
    let response = get(credential, "response")?;
    in_json(credential, &response, &["clientDataJSON", "attestationObject"])
}

fn in_json(credential: &JsValue, response: &JsValue, fields: &[&str]) -> Result<String, JsValue> {
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

/// How the device of a new passkey is reached, so that the browser asks for the right one later.
fn transports(response: &JsValue) -> Option<Array> {
    let ask = get(response, "getTransports").ok()?.dyn_into::<Function>().ok()?;
    let all: Array = ask.call0(response).ok()?.dyn_into().ok()?;
    Some(all.iter().filter(|one| one.as_string().is_some_and(|one| TRANSPORTS.contains(&one.as_str()))).collect())
}

fn why_not(error: &JsValue, is_making: bool, is_too_late: bool) -> Refusal {
    let name = get(error, "name").ok().and_then(|name| name.as_string()).unwrap_or_default();
    Refusal::Said(match name.as_str() {
        "AbortError" => return Refusal::Stopped,
        // Closed windows, devices without a passkey and time that is up look the same on purpose.
        "NotAllowedError" if is_too_late => passkey::TIMED_OUT,
        "NotAllowedError" if is_making => passkey::CANCELLED_MAKING,
        "NotAllowedError" => passkey::CANCELLED,
        "TimeoutError" => passkey::TIMED_OUT,
        "InvalidStateError" if is_making => passkey::ALREADY_HERE,
        "InvalidStateError" => passkey::NONE_HERE,
        "NotSupportedError" => passkey::NOT_SUPPORTED,
        "SecurityError" => passkey::INSECURE,
        "ConstraintError" => passkey::NOT_VERIFIED,
        _ => passkey::FAILED,
    })
}
