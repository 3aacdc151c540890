//! Turns the outcome of a server function into an HTTP response. No other module of this crate sets a status.

use crate::{api_error::ApiError, redirect::Redirect};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Response header with the incident id. It tells the server's router that a 500 is a real failure, not Leptos's answer
/// to malformed arguments.
pub const INCIDENT_HEADER: &str = "x-portico-incident";

/// Sets the status and headers of a failure. A plain form post gets no status: Leptos answers it with a redirect back
/// to the page, which a status would overwrite.
pub fn answered<T>(outcome: Result<T, ApiError>) -> Result<T, ApiError> {
    if let (Err(error), Some(response)) = (&outcome, use_context::<ResponseOptions>()) {
        if let Some(incident) = error.incident()
            && let Ok(incident) = HeaderValue::from_str(incident)
        {
            response.insert_header(header::HeaderName::from_static(INCIDENT_HEADER), incident);
        }
        if let Some(seconds) = error.retry_after() {
            response.insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if !is_plain()
            && let Ok(status) = StatusCode::from_u16(error.status())
        {
            response.set_status(status);
        }
    }
    outcome
}

/// Like `answered`, and redirects a plain form post to the path of a success.
pub fn redirect(outcome: Result<Redirect, ApiError>) -> Result<Redirect, ApiError> {
    let outcome = answered(outcome)?;
    redirect_plain_form(&outcome.path);
    Ok(outcome)
}

/// Redirects a plain form post to its next page; the client reads the path from the body instead. The path was made by
/// `paths` or checked against the organisation's allowed origins. A path with control characters is no valid header
/// value, so it causes no redirect.
fn redirect_plain_form(path: &str) {
    if is_plain()
        && let Some(response) = use_context::<ResponseOptions>()
        && let Ok(location) = HeaderValue::from_str(path)
    {
        response.insert_header(header::LOCATION, location);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Whether the request is a plain form post: the browser wants an HTML page back, not an encoded response.
pub fn is_plain_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn is_plain() -> bool {
    use_context::<Parts>().is_some_and(|parts| is_plain_form(&parts.headers))
}
