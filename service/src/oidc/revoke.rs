//! Revocation (RFC 7009): a client gives back what it needs no more.

use super::token_response::TokenFailure;
use super::tokens::TokenKind;
use crate::RequestContext;
use store::oauth_clients::Client;
use store::{
    oauth_access_tokens as access_tokens, oauth_authorizations as authorizations,
    oauth_refresh_tokens as refresh_tokens,
};

/// Ends a token of this client. An access token ends alone, a refresh token with everything that came of the same
/// sign-in. A token that is unknown, or of another client, changes nothing and is no failure.
pub async fn revoke(cx: &RequestContext, client: &Client, token: &str) -> Result<(), TokenFailure> {
    let store = &cx.app.store;
    // Strangers can invent tokens. Those must not make others wait for the database.
    if let Some(token) = TokenKind::Access.read(token) {
        let found = access_tokens::find(store, &token.hash(), cx.app.clock.now()).await?;
        if found.is_some_and(|found| found.client == client.id) {
            let unit = cx.begin().await?;
            access_tokens::revoke(&unit, &token.hash(), client.id).await?;
            unit.commit().await?;
        }
    } else if let Some(token) = TokenKind::Refresh.read(token) {
        let found = refresh_tokens::find(store, &token.hash()).await?;
        if let Some(found) = found.filter(|found| found.client == client.id) {
            let unit = cx.begin().await?;
            authorizations::delete(&unit, found.authorization).await?;
            unit.commit().await?;
        }
    }
    Ok(())
}
