//! The public keys with which applications verify what Portico has signed for them.

use crate::http::prelude::*;
use http::HeaderName;
use service::signing_keys;

pub const PATH: &str = "/oauth/jwks";

/// `GET /oauth/jwks`: a JSON Web Key Set (RFC 7517 §5), for everyone and from every page.
pub async fn jwks(State(state): State<Arc<HttpState>>, headers: HeaderMap) -> Response {
    let keys = match signing_keys::current(&state.app).await {
        Ok(keys) => keys,
        Err(error) => return state.broken(&error.context("the signing keys")),
    };
    let version = format!("\"{}\"", keys.version);
    let mut response = match headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == version) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => keys.jwks.clone().into_response(),
    };
    let added = response.headers_mut();
    if let Ok(version) = HeaderValue::from_str(&version) {
        added.insert(header::ETAG, version);
    }
    added.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    added.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    added.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let anywhere = HeaderValue::from_static("cross-origin");
    added.insert(HeaderName::from_static("cross-origin-resource-policy"), anywhere);
    response
}
