//! The server functions of `app`, by POST only.

use super::{HttpState, language::in_its_language, pages::provide_web_request};
use app::answer::INCIDENT_HEADER;
use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use std::sync::Arc;

pub async fn api(State(front): State<Arc<HttpState>>, request: Request) -> Response {
    in_its_language(front, request, answer).await
}

async fn answer(front: Arc<HttpState>, request: Request) -> Response {
    let context = move || provide_web_request(&front);
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
