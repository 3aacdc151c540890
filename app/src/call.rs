//! The way to the server, the same for every form: what a browser would post by itself, and the answer for the client.
//! One piece of code for all server functions; each one's own would cost the client kilobytes.

use crate::api_error::ApiError;
use domain::sign_in::SignInError;
use leptos::{
    prelude::window,
    server_fn::{Decodes, codec::PostcardEncoding, error::SERVER_FN_ERROR_HEADER},
    wasm_bindgen::{JsCast as _, JsValue},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response, js_sys::Uint8Array};

/// What came back.
enum Received {
    /// The bytes of a value.
    Value(Vec<u8>),
    /// The bytes of a failure.
    Failure(Vec<u8>),
    /// Nothing of ours, with its status.
    Other(u16),
}

/// Posts fields, as what `fetch` takes for a body, to a server function or what answers like one.
pub async fn call<T>(path: &str, fields: &JsValue) -> Result<T, ApiError<SignInError>>
where
    PostcardEncoding: Decodes<T>,
{
    match post(path, fields).await {
        Err(_) => Err(ApiError::Offline),
        Ok(Received::Value(body)) => {
            <PostcardEncoding as Decodes<T>>::decode(body.into()).map_err(|_| ApiError::Outdated)
        }
        Ok(Received::Failure(body)) => {
            let failure = <PostcardEncoding as Decodes<ApiError<SignInError>>>::decode(body.into());
            Err(failure.unwrap_or(ApiError::Outdated))
        }
        Ok(Received::Other(500..)) => Err(ApiError::Unexpected { incident: String::new() }),
        Ok(Received::Other(_)) => Err(ApiError::Outdated),
    }
}

async fn post(path: &str, fields: &JsValue) -> Result<Received, JsValue> {
    let headers = Headers::new()?;
    // Not HTML: whoever asks for that is sent on to a page.
    headers.set("Accept", "application/octet-stream")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(fields);
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?.unchecked_into();
    let is_failure = response.headers().has(SERVER_FN_ERROR_HEADER)?;
    if !is_failure && !response.ok() {
        return Ok(Received::Other(response.status()));
    }
    let body = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?).to_vec();
    Ok(if is_failure { Received::Failure(body) } else { Received::Value(body) })
}
