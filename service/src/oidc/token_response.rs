//! The answer of the token endpoint, and why it refuses.

use super::id_token::{IdTokenContent, id_token};
use super::tokens::TokenKind;
use crate::UnitOfWork;
use crate::app_context::AppContext;
use crate::jose::KeySet;
use crate::security::Token;
use domain::oidc::{Scope, Scopes, TokenError};
use domain::{Seconds, Secret, Timestamp};
use serde_json::{Value, json};
use store::TokenHash;
use store::oauth_access_tokens::NewAccessToken;
use store::oauth_authorizations::LiveAuthorization;
use store::oauth_refresh_tokens::NewRefreshToken;

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

/// The row of a new refresh token of an authorization.
pub(super) fn refresh_row(unit: &UnitOfWork<'_>, live: &LiveAuthorization, hash: TokenHash) -> NewRefreshToken {
    NewRefreshToken {
        hash,
        authorization: live.id,
        key_id: unit.app.keys.newest().id,
        expires_at: unit.now + live.settings.lifetimes.refresh(),
    }
}

/// The tokens that a client gets, before its answer is signed.
pub(super) struct NewTokens<'a> {
    live: &'a LiveAuthorization,
    access: Token,
    refresh: Token,
    /// Those of the access token.
    scopes: Scopes,
    now: Timestamp,
}

impl<'a> NewTokens<'a> {
    /// Makes the access token that goes with a refresh token. Stores neither.
    pub fn make(
        unit: &UnitOfWork<'_>,
        live: &'a LiveAuthorization,
        refresh: Token,
        scopes: Scopes,
    ) -> anyhow::Result<Self> {
        Ok(NewTokens { live, access: Token::fresh(unit.app.random.as_ref())?, refresh, scopes, now: unit.now })
    }

    /// The row of the access token.
    pub fn access_row(&self) -> NewAccessToken {
        NewAccessToken {
            hash: self.access.hash(),
            client: self.live.client,
            authorization: Some(self.live.id),
            refresh: Some(self.refresh.hash()),
            scopes: self.scopes,
            expires_at: self.now + self.live.settings.lifetimes.access(),
        }
    }

    /// The answer with both tokens. `nonce` is the one of the authorization request; a refresh has none.
    pub fn answer(&self, app: &AppContext, keys: &KeySet, nonce: Option<&str>) -> anyhow::Result<TokenResponse> {
        let (live, scopes) = (self.live, self.scopes);
        let access = TokenKind::Access.write(&self.access);
        let id_token = match scopes.has(Scope::OpenId) {
            true => {
                let content = IdTokenContent { live, scopes, access: &access, nonce };
                Some(id_token(keys, app.public_origin.as_str(), content, self.now)?)
            }
            false => None,
        };
        let (expires_in, refresh) = (live.settings.lifetimes.access(), TokenKind::Refresh.write(&self.refresh));
        Ok(TokenResponse { access, expires_in, refresh: Some(refresh), id_token, scopes })
    }
}
