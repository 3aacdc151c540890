//! The server functions of `app`, by POST only, and the request as they and the pages see it.

use super::{language::page_before, same_origin::is_same_origin};
use crate::http::prelude::*;
use app::server::{INCIDENT_HEADER, WebRequest, cookies, is_plain_form};
use http::request::Parts;
use leptos::context::{provide_context, use_context};
use leptos_axum::ResponseOptions;

pub async fn api(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    let context = move || provide_web_request(&state);
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    // Leptos answers 500 if arguments are missing or malformed. That is an error of the request, so it becomes 400.
    let is_meant = response.headers().contains_key(INCIDENT_HEADER);
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && !is_meant {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    // If there is no such function, Leptos answers with a long explanation. One line replaces it.
    if response.status() == StatusCode::BAD_REQUEST && !response.headers().contains_key(header::CONTENT_TYPE) {
        *response.body_mut() = Body::from("There is no such function, or it was called in another way.\n");
    }
    response
}

/// Makes the request available to server functions.
fn provide_web_request(state: &HttpState) {
    if let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>())
        && let Some(current) = parts.extensions.get::<CurrentRequest>()
    {
        provide_context(Arc::new(web_request(state, current, &parts.headers, response)));
    }
}

/// The request as `app` sees it. Its cookies and headers go to `response`.
pub fn web_request(
    state: &HttpState,
    current: &CurrentRequest,
    headers: &HeaderMap,
    response: ResponseOptions,
) -> WebRequest {
    let CurrentRequest { cx, session, cookies } = current.clone();
    WebRequest {
        cx,
        session,
        draft: cookies::read_draft(&cookies),
        form: cookies::read_form(&cookies),
        remembered: cookies::read_method(&cookies),
        accounts: cookies.get(cookies::ACCOUNTS).map(str::to_owned),
        remember: cookies.get(cookies::REMEMBER).map(str::to_owned),
        is_plain: is_plain_form(headers),
        cookies: state.cookies,
        sends_cookies: headers.contains_key(header::COOKIE),
        is_same_origin: is_same_origin(headers, &state.public_url.origin),
        page: page_before(headers, &state.public_url.origin),
        response,
    }
}
