//! The answers of the endpoints: JSON, and errors as clients read them.

use crate::http::prelude::*;
use domain::oidc::TokenError;
use serde_json::{Value, json};
use service::failure;
use service::oidc::{TokenFailure, TokenResponse};

pub fn json_body(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// New tokens (RFC 6749 §5.1).
pub fn tokens(made: &TokenResponse) -> Response {
    not_kept(&made.to_json())
}

/// A success that must not be cached. The headers also say so to old proxies.
pub fn not_kept(body: &Value) -> Response {
    let mut response = json_body(StatusCode::OK, body);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// Why a request of a client failed (RFC 6749 §5.2).
pub fn failed(state: &HttpState, failure: TokenFailure) -> Response {
    let (error, description) = match failure {
        TokenFailure::Refused(error, description) => (error, description),
        TokenFailure::Broken(error) => return broken(state, &error),
    };
    let is_unknown = error == TokenError::InvalidClient;
    let status = if is_unknown { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    let mut response = told(status, error, description);
    if is_unknown {
        let challenge = HeaderValue::from_static("Basic realm=\"Portico\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// Logs a fault of this server. The client learns whether it may try again, and the incident id.
pub fn broken(state: &HttpState, error: &anyhow::Error) -> Response {
    let incident = format!("Incident {}", failure::record(error, state.app.random.as_ref()));
    let Some(seconds) = failure::retry_after(error) else {
        return told(StatusCode::INTERNAL_SERVER_ERROR, TokenError::ServerError, &incident);
    };
    let mut response = told(StatusCode::SERVICE_UNAVAILABLE, TokenError::TemporarilyUnavailable, &incident);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn told(status: StatusCode, error: TokenError, description: &str) -> Response {
    json_body(status, &json!({ "error": error.name(), "error_description": description }))
}

/// Why a request with an access token failed (RFC 6750 §3). `None`: it has no token, so nothing was wrong with it.
pub fn bearer_refused(status: StatusCode, error: Option<&'static str>) -> Response {
    let (challenge, mut response) = match error {
        Some(error) => (format!("Bearer error=\"{error}\""), json_body(status, &json!({ "error": error }))),
        None => ("Bearer".to_owned(), status.into_response()),
    };
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
