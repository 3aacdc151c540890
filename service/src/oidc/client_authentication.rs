//! How a client proves which one it is.

use super::token_response::TokenFailure;
use super::tokens::TokenKind;
use crate::app_context::AppContext;
use domain::oidc::{ClientAuthentication, TokenError};
use domain::{ClientId, Secret};
use std::sync::Arc;
use store::oauth_clients::{self as clients, Client};

/// What a request says of its client.
#[derive(Debug)]
pub struct PresentedClient {
    /// `None`: there was none, or a text that is no id.
    pub id: Option<ClientId>,
    pub secret: Option<Secret<String>>,
    /// The way in which it was sent.
    pub method: ClientAuthentication,
}

/// The refusal of a client that is not known or not authenticated.
pub(super) const fn invalid_client() -> TokenFailure {
    TokenFailure::Refused(TokenError::InvalidClient, "The client is not known or not authenticated.")
}

/// Finds the client of a request. Refuses with `InvalidClient` an unknown one, one whose application is turned off,
/// another way of authentication than the one that is set, a wrong or expired secret, and a secret where there is none.
/// A client with several secrets, while they change, may use each.
pub async fn authenticate_client(app: &AppContext, presented: &PresentedClient) -> Result<Arc<Client>, TokenFailure> {
    let (id, now) = (presented.id.ok_or(invalid_client())?, app.clock.now());
    let found = clients::find(&app.store, id, now).await?;
    let is_as_set =
        |client: &Arc<Client>| client.application.is_on && client.settings.authentication == presented.method;
    let client = found.filter(is_as_set).ok_or(invalid_client())?;
    let is_proven = match (&presented.secret, client.settings.is_public()) {
        (None, true) => true,
        (Some(secret), false) => match TokenKind::Secret.read(secret.expose()) {
            Some(secret) => clients::has_secret(&app.store, id, &secret.hash(), now).await?,
            None => false,
        },
        (Some(_), true) | (None, false) => false,
    };
    if is_proven { Ok(client) } else { Err(invalid_client()) }
}
