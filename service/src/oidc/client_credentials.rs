//! A client gets an access token of its own, which is about no user (RFC 6749 §4.4).

use super::client_authentication::invalid_client;
use super::token_response::{TokenFailure, TokenResponse};
use super::tokens::TokenKind;
use crate::prelude::*;
use domain::oidc::{Scopes, TokenError};
use store::oauth_access_tokens::{self as access_tokens, NewAccessToken};
use store::oauth_clients::{self, Client};

/// Makes an access token for an authenticated client. There is no refresh token, because the client can ask again with
/// its secret, and no ID token, because nobody has signed in. Refuses with `UnauthorizedClient` a client that may not,
/// with `InvalidScope` scopes, which all tell about a user, and with `InvalidClient` a client that was deleted meanwhile.
pub(super) async fn client_tokens(
    cx: &RequestContext,
    client: &Client,
    scopes: Scopes,
) -> Result<TokenResponse, TokenFailure> {
    if client.settings.is_public() || !client.settings.allows_client_credentials {
        let why = "The client may not get tokens of its own.";
        return Err(TokenFailure::Refused(TokenError::UnauthorizedClient, why));
    }
    if scopes != Scopes::default() {
        let why = "These scopes tell about a user. The client acts for itself, so leave them out.";
        return Err(TokenFailure::Refused(TokenError::InvalidScope, why));
    }
    let token = Token::fresh(cx.app.random.as_ref())?;
    let expires_in = client.settings.lifetimes.access();
    let unit = cx.begin().await?;
    if !oauth_clients::lock(&unit, client.id).await? {
        unit.rollback().await?;
        return Err(invalid_client());
    }
    let new = NewAccessToken {
        hash: token.hash(),
        client: client.id,
        authorization: None,
        refresh: None,
        scopes,
        expires_at: unit.now + expires_in,
    };
    access_tokens::insert(&unit, new, unit.now).await?;
    unit.commit().await?;
    Ok(TokenResponse { access: TokenKind::Access.write(&token), expires_in, refresh: None, id_token: None, scopes })
}
