//! The response of a server function. No other module of this crate sets a status.

use super::cookies;
use super::locale::{current_locale, with_locale};
use super::request::{Answer, WebRequest};
use crate::{api_error::ApiError, redirect::Redirect, submission::FormDraft};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::use_context;
use service::failure::Failure;
use std::sync::Arc;

/// Response header with the incident id. It tells the server's router that a 500 is a real failure, not Leptos's answer
/// to malformed arguments.
pub const INCIDENT_HEADER: &str = "x-portico-incident";

/// What a server function returns.
pub(crate) trait Reply: Send + 'static {
    /// Where a plain form post is redirected. `None`: only the client calls the server function.
    fn path(&self) -> Option<&str> {
        None
    }
}

impl Reply for Redirect {
    fn path(&self) -> Option<&str> {
        Some(&self.path)
    }
}

/// The current request. Fails outside of a request.
pub(crate) fn web_request() -> Result<Arc<WebRequest>, ApiError> {
    use_context::<Arc<WebRequest>>().ok_or(ApiError::Unexpected { incident: String::new() })
}

/// Answers a server function: runs `handle`, and responds with a status to the client, with a redirect to a plain form.
/// The page of a refused plain form shows `draft` again. If the session has ended, it is there after signing in again.
///
/// `handle` runs to completion even if the client disconnects: an attempt that was counted by the rate limits must get
/// its outcome.
pub(crate) async fn respond<T, F>(
    draft: Option<FormDraft>,
    handle: impl FnOnce(Arc<WebRequest>) -> F,
) -> Result<T, ApiError>
where
    T: Reply,
    F: Future<Output = Answer<T>> + Send + 'static,
{
    let web = web_request()?;
    let handled = tokio::spawn(web.cx.spans.instrument(with_locale(current_locale(), handle(web.clone()))));
    let outcome = handled.await.unwrap_or_else(|error| Err(Failure::Broken(error.into())));
    let outcome = outcome.map_err(|failure| web.api_error(failure));
    match &outcome {
        Ok(reply) => {
            // `paths` made the path, or it was checked against the organisation's allowed origins. A path with control
            // characters is no valid header value, so it causes no redirect.
            if web.is_plain
                && let Some(Ok(location)) = reply.path().map(HeaderValue::from_str)
            {
                web.response.insert_header(header::LOCATION, location);
                web.response.set_status(StatusCode::SEE_OTHER);
            }
        }
        Err(error) => {
            match (error, draft) {
                (ApiError::SignedOut, Some(draft)) => web.keep_draft_until_signed_in(&draft),
                (_, Some(draft)) if web.is_plain => web.set_cookie(cookies::draft(&draft)),
                _ => {}
            }
            set_status(&web, error);
        }
    }
    outcome
}

/// Sets the status and headers of a failure. A plain form post gets no status: Leptos answers it with a redirect back
/// to the page, which a status would overwrite.
fn set_status(web: &WebRequest, error: &ApiError) {
    if let Some(incident) = error.incident()
        && let Ok(incident) = HeaderValue::from_str(incident)
    {
        web.response.insert_header(HeaderName::from_static(INCIDENT_HEADER), incident);
    }
    if let Some(seconds) = error.retry_after() {
        web.response.insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if !web.is_plain
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        web.response.set_status(status);
    }
}

/// Whether the request is a plain form post: the browser wants an HTML page back, not an encoded response.
pub fn is_plain_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
