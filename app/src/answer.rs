//! How a server function's outcome becomes an HTTP answer. The only place that sets a status.

use crate::{
    api_error::{ApiError, Refusal},
    go_to::GoTo,
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Tells the server's router that a 500 was meant, and which incident it is.
pub const INCIDENT_HEADER: &str = "x-portico-incident";

/// Gives a failure its status. Not for plain forms: Leptos answers those with a redirect back that a status would undo.
pub fn answered<T, E: Refusal>(outcome: Result<T, ApiError<E>>) -> Result<T, ApiError<E>> {
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

/// Gives an outcome that leads somewhere its status or, for a plain form, its redirect.
pub fn gone<E: Refusal>(outcome: Result<GoTo, ApiError<E>>) -> Result<GoTo, ApiError<E>> {
    let outcome = answered(outcome)?;
    redirect_plain_form(&outcome.path);
    Ok(outcome)
}

/// Sends a plain form on to its next page; the client reads the path from the answer instead.
/// Paths come from `paths` only, so they hold no control characters and stay on this origin.
fn redirect_plain_form(path: &str) {
    if is_plain()
        && let Some(response) = use_context::<ResponseOptions>()
        && let Ok(location) = HeaderValue::from_str(path)
    {
        response.insert_header(header::LOCATION, location);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Whether the browser wants a page back rather than an answer for the client.
pub fn is_plain_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn is_plain() -> bool {
    use_context::<Parts>().is_some_and(|parts| is_plain_form(&parts.headers))
}
