//! The token endpoint: a code or a refresh token is exchanged for tokens, and a client gets one of its own.

use super::client_credentials::client_tokens;
use super::code_exchange::{PresentedCode, exchange_code};
use super::device_exchange::exchange_device_code;
use super::refresh::refresh;
use super::token_response::{TokenFailure, TokenResponse};
use crate::RequestContext;
use domain::Secret;
use domain::oidc::Scopes;
use store::oauth_clients::Client;

/// What a client presents to get tokens.
#[derive(Debug)]
pub enum TokenGrant {
    Code {
        code: Secret<String>,
        /// The one of the authorization request.
        redirect_uri: String,
        verifier: Option<Secret<String>>,
    },
    Refresh {
        token: Secret<String>,
        /// `None`: all that the authorization has.
        scopes: Option<Scopes>,
    },
    Device {
        code: Secret<String>,
    },
    /// The client asks for itself.
    Client {
        scopes: Scopes,
    },
}

/// Exchanges what an authenticated client presents. `cx` is the request of the client, which is a server or a program.
/// Refuses with `InvalidGrant` what is unknown, over, or of another client.
pub async fn exchange(cx: &RequestContext, client: &Client, grant: TokenGrant) -> Result<TokenResponse, TokenFailure> {
    match grant {
        TokenGrant::Code { code, redirect_uri, verifier } => {
            let presented = PresentedCode { code: &code, redirect_uri: &redirect_uri, verifier: verifier.as_ref() };
            exchange_code(cx, client, presented).await
        }
        TokenGrant::Refresh { token, scopes } => refresh(cx, client, &token, scopes).await,
        TokenGrant::Device { code } => exchange_device_code(cx, client, &code).await,
        TokenGrant::Client { scopes } => client_tokens(cx, client, scopes).await,
    }
}
