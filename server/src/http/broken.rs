//! The answer where a page cannot be drawn.

use crate::{failure, house::House};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};

/// Logs what broke and answers with its number.
pub fn broken(error: &anyhow::Error, house: &House) -> Response {
    let incident = failure::record(error, house.random.as_ref());
    let mut response = numbered(&incident);
    if let Some(seconds) = failure::retry_after(error) {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The same for what is in the log already.
pub fn numbered(incident: &str) -> Response {
    let text = format!("Something went wrong on our side. Incident {incident}\n");
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}
