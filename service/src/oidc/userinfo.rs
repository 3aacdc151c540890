//! Userinfo: the claims about the user of an access token.

use super::claims::{ClaimSet, claims_about};
use super::live::{find_access_token, note_use};
use crate::app_context::AppContext;
use domain::oidc::Scope;

/// Why a client is told nothing about a user.
#[derive(Debug)]
pub enum UserInfoFailure {
    /// The access token is unknown or over.
    InvalidToken,
    /// The access token has not the scope `openid`.
    InsufficientScope,
    /// A fault of the server. The client must not see the reason.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for UserInfoFailure {
    fn from(error: anyhow::Error) -> Self {
        UserInfoFailure::Broken(error)
    }
}

/// The claims of the scopes of an access token, as they are now. Does not count as use of the session.
pub async fn userinfo(app: &AppContext, token: &str) -> Result<ClaimSet, UserInfoFailure> {
    let found = find_access_token(app, token).await?.ok_or(UserInfoFailure::InvalidToken)?;
    if !found.scopes.has(Scope::OpenId) {
        return Err(UserInfoFailure::InsufficientScope);
    }
    let live = found.authorization.as_ref().ok_or(UserInfoFailure::InvalidToken)?;
    note_use(app, &found).await?;
    Ok(claims_about(live, found.scopes))
}
