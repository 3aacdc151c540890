//! The response when a page cannot be rendered.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use service::{app_context::AppContext, failure};

/// Logs the error and responds with its incident id: 503 with `Retry-After` if retrying may help, otherwise 500.
pub fn broken(error: &anyhow::Error, app: &AppContext) -> Response {
    let incident = failure::record(error, app.random.as_ref());
    let mut response = numbered(&incident);
    if let Some(seconds) = failure::retry_after(error) {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A 500 response for an error that is already in the log.
pub fn numbered(incident: &str) -> Response {
    let text = format!("Something went wrong on our side. Incident {incident}\n");
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}
