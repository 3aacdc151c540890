//! The server functions of a user on the way into a client. All lead back to the page of the request, which goes on.

use crate::prelude::*;
#[cfg(feature = "ssr")]
use domain::AuthorizationRequestId;

/// Allows the client what it asks for.
#[server(endpoint = "allow_access", input = PostUrl, output = Postcard)]
pub async fn allow_access(request: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let (signed_in, id) = (web.signed_in().await?, request_of(&request)?);
        service::oidc::allow(&web.cx, &signed_in, id).await?;
        Ok(Redirect::path(paths::authorize(id)))
    })
    .await
}

/// Leads back to the client without access.
#[server(endpoint = "decline_access", input = PostUrl, output = Postcard)]
pub async fn decline_access(request: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let (signed_in, id) = (web.signed_in().await?, request_of(&request)?);
        service::oidc::decline(&web.cx, &signed_in, id).await?;
        Ok(Redirect::path(paths::authorize(id)))
    })
    .await
}

/// Goes on with the account that is signed in.
#[server(endpoint = "choose_account", input = PostUrl, output = Postcard)]
pub async fn choose_account(request: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let (signed_in, id) = (web.signed_in().await?, request_of(&request)?);
        service::oidc::choose_account(&web.cx, &signed_in, id).await?;
        Ok(Redirect::path(paths::authorize(id)))
    })
    .await
}

#[cfg(feature = "ssr")]
fn request_of(text: &str) -> Answer<AuthorizationRequestId> {
    text.parse().map_err(|_| Refusal::NotFound.into())
}
