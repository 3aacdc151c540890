//! The introspection endpoint.

use super::answer::{failed, json_body};
use super::credentials::ClientRequest;
use crate::http::prelude::*;
use service::oidc;

/// `POST /oauth/introspect` (RFC 7662): whether a token of the client is still valid, and what it stands for.
pub async fn introspect(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    let introspected = async {
        let asked = ClientRequest::read(&state, request).await?;
        oidc::introspect(&state.app, &asked.client, asked.token()?).await
    };
    match introspected.await {
        Ok(told) => json_body(StatusCode::OK, &told),
        Err(failure) => failed(&state, failure),
    }
}
