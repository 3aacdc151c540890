//! The revocation endpoint.

use super::answer::failed;
use super::credentials::ClientRequest;
use crate::http::prelude::*;
use service::oidc;

/// `POST /oauth/revoke` (RFC 7009): ends a token of the client. A token that is unknown has ended already.
pub async fn revoke(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    let revoked = async {
        let asked = ClientRequest::read(&state, request).await?;
        oidc::revoke(&asked.cx, &asked.client, asked.token()?).await
    };
    match revoked.await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(failure) => failed(&state, failure),
    }
}
