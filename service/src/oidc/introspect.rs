//! Introspection (RFC 7662): a client asks whether an access token counts that was sent to it.

use super::live::{find_access_token, note_use};
use super::token_response::TokenFailure;
use crate::app_context::AppContext;
use domain::oidc::{Scope, TokenError};
use serde_json::{Value, json};
use store::oauth_clients::Client;

/// Describes an access token. The subject of one that is about no user is the client. `{"active": false}` for all that
/// is no access token of this client, or does not count. Refuses public clients with `InvalidClient`: anybody could ask
/// in their name.
pub async fn introspect(app: &AppContext, client: &Client, token: &str) -> Result<Value, TokenFailure> {
    if client.settings.is_public() {
        return Err(TokenFailure::Refused(TokenError::InvalidClient, "A client without a secret may not introspect."));
    }
    let found = find_access_token(app, token).await?.filter(|found| found.client == client.id);
    let Some(found) = found else { return Ok(json!({ "active": false })) };
    note_use(app, &found).await?;
    let mut answer = json!({
        "active": true,
        "client_id": client.id.to_string(),
        "token_type": "Bearer",
        "iat": found.created_at.unix_seconds(),
        "exp": found.expires_at.unix_seconds(),
        "iss": app.public_origin.as_str(),
        "aud": client.id.to_string(),
        "sub": client.id.to_string(),
    });
    if let Some(live) = &found.authorization {
        answer["scope"] = found.scopes.to_string().into();
        answer["sub"] = live.account.id.to_string().into();
        answer["sid"] = live.sid.simple().to_string().into();
        answer["auth_time"] = live.authenticated_at.unix_seconds().into();
        answer["amr"] = live.amr.split_whitespace().collect();
        answer["acr"] = live.acr.as_str().into();
        // The user's email address, as in the claim `preferred_username`.
        if found.scopes.has(Scope::Profile) {
            answer["username"] = live.account.email.as_str().into();
        }
    }
    Ok(answer)
}
