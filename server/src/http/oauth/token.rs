//! The token endpoint.

use super::answer::{failed, tokens};
use super::credentials::ClientRequest;
use super::form::invalid;
use crate::http::prelude::*;
use domain::Secret;
use domain::oidc::{GrantType, Parameters, Scopes, TokenError};
use service::oidc::{TokenFailure, TokenGrant, exchange};

/// `POST /oauth/token` (OpenID Connect Core §3.1.3).
pub async fn token(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    let exchanged = async {
        let ClientRequest { cx, client, parameters } = ClientRequest::read(&state, request).await?;
        exchange(&cx, &client, grant(&parameters)?).await
    };
    match exchanged.await {
        Ok(made) => tokens(&made),
        Err(failure) => failed(&state, failure),
    }
}

/// What the client exchanges for tokens.
fn grant(parameters: &Parameters) -> Result<TokenGrant, TokenFailure> {
    let found = |name| parameters.value(name).map(str::to_owned);
    let grant_type = parameters.value("grant_type").ok_or(invalid("grant_type is missing."))?;
    match GrantType::of(grant_type) {
        Some(GrantType::AuthorizationCode) => Ok(TokenGrant::Code {
            code: Secret::new(found("code").ok_or(invalid("code is missing."))?),
            redirect_uri: found("redirect_uri").ok_or(invalid("redirect_uri is missing."))?,
            verifier: found("code_verifier").map(Secret::new),
        }),
        Some(GrantType::RefreshToken) => Ok(TokenGrant::Refresh {
            token: Secret::new(found("refresh_token").ok_or(invalid("refresh_token is missing."))?),
            scopes: parameters.value("scope").map(Scopes::read),
        }),
        Some(GrantType::DeviceCode) => Ok(TokenGrant::Device {
            code: Secret::new(found("device_code").ok_or(invalid("device_code is missing."))?),
        }),
        Some(GrantType::ClientCredentials) => {
            Ok(TokenGrant::Client { scopes: Scopes::read(parameters.value("scope").unwrap_or_default()) })
        }
        None => Err(TokenFailure::Refused(TokenError::UnsupportedGrantType, "Portico has no such grant_type.")),
    }
}
