//! Posts a form to the server, as the browser itself would, and decodes the response. All server functions share this
//! code, because a generated stub for each would add kilobytes to the client.

use crate::api_error::ApiError;
use leptos::{
    prelude::window,
    server_fn::{Decodes, codec::PostcardEncoding, error::SERVER_FN_ERROR_HEADER},
    wasm_bindgen::{JsCast as _, JsValue},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response, js_sys::Uint8Array};

/// The response, before it is decoded.
enum Received {
    /// An encoded value.
    Value(Vec<u8>),
    /// An encoded failure.
    Failure(Vec<u8>),
    /// A response that no server function sent, with its status.
    Other(u16),
}

/// Posts `fields`, any value that `fetch` accepts as a body, to a server function or to an endpoint that responds like
/// one.
pub async fn call<T>(path: &str, fields: &JsValue) -> Result<T, ApiError>
where
    PostcardEncoding: Decodes<T>,
{
    match post(path, fields).await {
        Err(_) => Err(ApiError::Offline),
        Ok(Received::Value(body)) => {
            <PostcardEncoding as Decodes<T>>::decode(body.into()).map_err(|_| ApiError::Outdated)
        }
        Ok(Received::Failure(body)) => {
            let failure = <PostcardEncoding as Decodes<ApiError>>::decode(body.into());
            Err(failure.unwrap_or(ApiError::Outdated))
        }
        Ok(Received::Other(500..)) => Err(ApiError::Unexpected { incident: String::new() }),
        Ok(Received::Other(_)) => Err(ApiError::Outdated),
    }
}

async fn post(path: &str, fields: &JsValue) -> Result<Received, JsValue> {
    let headers = Headers::new()?;
    // Not HTML: the server answers a request for HTML with a redirect to a page.
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
