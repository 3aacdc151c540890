//! The answer of the token endpoint, and why it refuses.

use super::id_token::{IdTokenContent, id_token};
use super::tokens::TokenKind;
use crate::UnitOfWork;
use crate::jose::KeySet;
use crate::security::Token;
use domain::oidc::{Scope, Scopes, TokenError};
use domain::{Seconds, Secret};
use serde_json::{Value, json};
use store::TokenHash;
use store::oauth_access_tokens::{self as access_tokens, NewAccessToken};
use store::oauth_authorizations::LiveAuthorization;
use store::oauth_refresh_tokens::{self as refresh_tokens, NewRefreshToken};

/// What a client gets at the token endpoint.
#[derive(Debug)]
pub struct TokenResponse {
    pub access: Secret<String>,
    pub expires_in: Seconds,
    pub refresh: Option<Secret<String>>,
    /// `None`: the client asked for tokens without the scope `openid`, or for itself.
    pub id_token: Option<Secret<String>>,
    pub scopes: Scopes,
}

impl TokenResponse {
    /// As the client reads it (RFC 6749 §5.1).
    pub fn to_json(&self) -> Value {
        let mut body = json!({
            "access_token": self.access.expose(),
            "token_type": "Bearer",
            "expires_in": self.expires_in.0,
        });
        if self.scopes != Scopes::default() {
            body["scope"] = json!(self.scopes.to_string());
        }
        for (name, token) in [("refresh_token", &self.refresh), ("id_token", &self.id_token)] {
            if let Some(token) = token {
                body[name] = json!(token.expose());
            }
        }
        body
    }

    /// With only the beginning of each token, which says what it is.
    pub(super) fn shortened(self) -> Self {
        let shortened = |token: Secret<String>| {
            let beginning: String = token.expose().chars().take(4).collect();
            Secret::new(format!("{beginning}…"))
        };
        TokenResponse {
            access: shortened(self.access),
            refresh: self.refresh.map(shortened),
            id_token: self.id_token.map(shortened),
            ..self
        }
    }
}

/// Why a client gets no tokens.
#[derive(Debug)]
pub enum TokenFailure {
    /// With a sentence for the developer of the client.
    Refused(TokenError, &'static str),
    /// A fault of the server. The client must not see the reason.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for TokenFailure {
    fn from(error: anyhow::Error) -> Self {
        TokenFailure::Broken(error)
    }
}

/// The refusal of a code or a refresh token.
pub(super) const fn invalid_grant(why: &'static str) -> TokenFailure {
    TokenFailure::Refused(TokenError::InvalidGrant, why)
}

/// Inserts a refresh token of an authorization.
pub(super) async fn insert_refresh_token(
    unit: &UnitOfWork<'_>,
    live: &LiveAuthorization,
    hash: TokenHash,
) -> anyhow::Result<()> {
    let new = NewRefreshToken {
        hash,
        authorization: live.id,
        key_id: unit.app.keys.newest().id,
        expires_at: unit.now + live.settings.lifetimes.refresh(),
    };
    refresh_tokens::insert(unit, new, unit.now).await
}

/// Makes the access token that goes with a refresh token, and the answer with both. `scopes` are those of the access
/// token. `nonce` is the one of the authorization request; a refresh has none.
pub(super) async fn respond(
    unit: &UnitOfWork<'_>,
    keys: &KeySet,
    live: &LiveAuthorization,
    refresh: &Token,
    scopes: Scopes,
    nonce: Option<&str>,
) -> anyhow::Result<TokenResponse> {
    let token = Token::fresh(unit.app.random.as_ref())?;
    let expires_in = live.settings.lifetimes.access();
    let new = NewAccessToken {
        hash: token.hash(),
        client: live.client,
        authorization: Some(live.id),
        refresh: Some(refresh.hash()),
        scopes,
        expires_at: unit.now + expires_in,
    };
    access_tokens::insert(unit, new, unit.now).await?;
    let access = TokenKind::Access.write(&token);
    let id_token = match scopes.has(Scope::OpenId) {
        true => {
            let content = IdTokenContent { live, scopes, access: &access, nonce };
            Some(id_token(keys, unit.app.public_origin.as_str(), content, unit.now)?)
        }
        false => None,
    };
    Ok(TokenResponse { access, expires_in, refresh: Some(TokenKind::Refresh.write(refresh)), id_token, scopes })
}
