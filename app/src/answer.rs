//! Turns the outcome of a server function into an HTTP response. No other module of this crate sets a status.

use crate::{
    redirect::Redirect,
    server::{Answer, WebRequest},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// Response header with the incident id. It tells the server's router that a 500 is a real failure, not Leptos's answer
/// to malformed arguments.
pub const INCIDENT_HEADER: &str = "x-portico-incident";

impl WebRequest {
    /// Sets the status and headers of a failure. A plain form post gets no status: Leptos answers it with a redirect
    /// back to the page, which a status would overwrite.
    pub(crate) fn with_status<T>(&self, outcome: Answer<T>) -> Answer<T> {
        if let Err(error) = &outcome {
            if let Some(incident) = error.incident()
                && let Ok(incident) = HeaderValue::from_str(incident)
            {
                self.response.insert_header(header::HeaderName::from_static(INCIDENT_HEADER), incident);
            }
            if let Some(seconds) = error.retry_after() {
                self.response.insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            if !self.is_plain
                && let Ok(status) = StatusCode::from_u16(error.status())
            {
                self.response.set_status(status);
            }
        }
        outcome
    }

    /// The response of a server function: a status for the client, a redirect for a plain form. The client reads the
    /// path of a success from the body. `paths` made that path, or it was checked against the organisation's allowed
    /// origins. A path with control characters is no valid header value, so it causes no redirect.
    pub(crate) fn respond(&self, outcome: Answer<Redirect>) -> Answer<Redirect> {
        let to = self.with_status(outcome)?;
        if self.is_plain
            && let Ok(location) = HeaderValue::from_str(&to.path)
        {
            self.response.insert_header(header::LOCATION, location);
            self.response.set_status(StatusCode::SEE_OTHER);
        }
        Ok(to)
    }
}

/// Whether the request is a plain form post: the browser wants an HTML page back, not an encoded response.
pub fn is_plain_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
