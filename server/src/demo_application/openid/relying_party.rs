//! The sample application as a client of OpenID Connect, with the crate `openidconnect`. It finds out about Portico anew
//! for each act, so new keys and endpoints need no restart.

use crate::demo_application::pages;
use anyhow::{Context as _, ensure};
use axum::body::{Body, to_bytes};
use http::{Request, Response, StatusCode};
use hyper_util::client::legacy::{Client as HttpClient, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreGenderClaim, CoreIdToken, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, LogoutRequest,
    Nonce, NonceVerifier, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RefreshToken, RequestTokenError, Scope, SubjectIdentifier,
    TokenResponse as _, UserInfoClaims, UserInfoError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use service::clock::Clock;
use service::demo::{CALLBACK, SIGNED_OUT, SampleClient};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// What the application wants to know, beside which account it is.
const SCOPES: [&str; 3] = ["profile", "email", "groups"];
/// In bytes. Portico's answers are far smaller.
const LARGEST_ANSWER: usize = 1 << 20;

/// As discovery makes it: with an authorization endpoint, and perhaps with those for tokens and userinfo.
type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

pub struct RelyingParty {
    issuer: IssuerUrl,
    id: ClientId,
    secret: ClientSecret,
    callback: RedirectUrl,
    signed_out: PostLogoutRedirectUrl,
    portico: Portico,
    clock: Arc<dyn Clock>,
}

/// A sign-in that was begun.
pub struct Pending {
    pub state: CsrfToken,
    pub nonce: Nonce,
    pub verifier: PkceCodeVerifier,
}

/// A user who has signed in, and the tokens.
#[derive(Clone)]
pub struct Login {
    subject: SubjectIdentifier,
    id_token: CoreIdToken,
    access: AccessToken,
    refresh: Option<RefreshToken>,
    /// How often the tokens were renewed.
    pub renewed: u32,
}

impl Login {
    /// The claims of the ID token, for people to read.
    pub fn claims(&self) -> Option<String> {
        pages::claims(&self.id_token.to_string())
    }
}

/// The claims of userinfo that the standard does not name, such as `groups`.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct OtherClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

/// Portico as the server of the application reaches it: at the address on which it listens, because its public URL may
/// lead through a proxy that is not there from here.
struct Portico {
    client: HttpClient<HttpConnector, Body>,
    address: SocketAddr,
}

impl Portico {
    async fn send(&self, request: HttpRequest) -> io::Result<HttpResponse> {
        let (mut head, body) = request.into_parts();
        let asked = head.uri.path_and_query().map_or("/", |asked| asked.as_str());
        head.uri = format!("http://{}{asked}", self.address).parse().map_err(io::Error::other)?;
        let request = Request::from_parts(head, Body::from(body));
        let (head, body) = self.client.request(request).await.map_err(io::Error::other)?.into_parts();
        let body = to_bytes(Body::new(body), LARGEST_ANSWER).await.map_err(io::Error::other)?;
        Ok(Response::from_parts(head, body.to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for Portico {
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<HttpResponse>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl RelyingParty {
    /// `issuer` is the public URL of Portico, `portico` the socket address on which it listens.
    pub fn new(
        issuer: &str,
        client: &SampleClient,
        portico: SocketAddr,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let http_client = HttpClient::builder(TokioExecutor::new()).build_http();
        Ok(RelyingParty {
            issuer: IssuerUrl::new(issuer.to_owned())?,
            id: ClientId::new(client.id.to_string()),
            secret: ClientSecret::new(client.secret.expose().clone()),
            callback: RedirectUrl::new(format!("{}{CALLBACK}", client.origin))?,
            signed_out: PostLogoutRedirectUrl::new(format!("{}{SIGNED_OUT}", client.origin))?,
            portico: Portico { client: http_client, address: portico },
            clock,
        })
    }

    /// Whether an answer names Portico as its sender (RFC 9207). Otherwise another server may have sent it.
    pub fn is_issuer(&self, iss: &str) -> bool {
        self.issuer.as_str() == iss
    }

    async fn discover(&self) -> anyhow::Result<ProviderMetadataWithLogout> {
        Ok(ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.portico).await?)
    }

    async fn client(&self) -> anyhow::Result<Client> {
        let metadata = self.discover().await?;
        let client = CoreClient::from_provider_metadata(metadata, self.id.clone(), Some(self.secret.clone()));
        Ok(client.set_redirect_uri(self.callback.clone()))
    }

    /// Begins a sign-in. Returns the address to which the browser has to go.
    pub async fn begin(&self) -> anyhow::Result<(String, Pending)> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client().await?;
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        Ok((address.to_string(), Pending { state, nonce, verifier }))
    }

    /// Exchanges the code of a sign-in, and verifies the ID token.
    pub async fn finish(&self, pending: Pending, code: String) -> anyhow::Result<Login> {
        let client = self.client().await?;
        let request = client.exchange_code(AuthorizationCode::new(code))?.set_pkce_verifier(pending.verifier);
        let answer = request.request_async(&self.portico).await?;
        self.verified(&client, &answer, &pending.nonce)
    }

    /// Exchanges the refresh token. `None`: the sign-in has ended.
    pub async fn renew(&self, login: &Login) -> anyhow::Result<Option<Login>> {
        let Some(token) = &login.refresh else { return Ok(None) };
        let client = self.client().await?;
        let answer = client.exchange_refresh_token(token)?.request_async(&self.portico).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(RequestTokenError::ServerResponse(refusal))
                if *refusal.error() == CoreErrorResponseType::InvalidGrant =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let renewed = self.verified(&client, &answer, without_nonce)?;
        ensure!(renewed.subject == login.subject, "the renewed ID token is about another user");
        Ok(Some(Login { renewed: login.renewed + 1, ..renewed }))
    }

    /// What userinfo says now, for people to read. `None`: the access token counts no more.
    pub async fn userinfo(&self, login: &Login) -> anyhow::Result<Option<String>> {
        let client = self.client().await?;
        let request = client.user_info(login.access.clone(), Some(login.subject.clone()))?;
        let answer: Result<UserInfoClaims<OtherClaims, CoreGenderClaim>, _> =
            request.request_async(&self.portico).await;
        match answer {
            Ok(claims) => Ok(Some(format!("{:#}", serde_json::to_value(claims)?))),
            Err(UserInfoError::Response(StatusCode::UNAUTHORIZED, ..)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Where Portico ends the session of a user. `None`: discovery names no such address.
    pub async fn sign_out_address(&self, login: &Login) -> anyhow::Result<Option<String>> {
        let endpoint = self.discover().await?.additional_metadata().end_session_endpoint.clone();
        let request = endpoint.map(|endpoint| {
            LogoutRequest::from(endpoint)
                .set_id_token_hint(&login.id_token)
                .set_client_id(self.id.clone())
                .set_post_logout_redirect_uri(self.signed_out.clone())
        });
        Ok(request.map(|request| request.http_get_url().to_string()))
    }

    /// Verifies the ID token of an answer, and that the access token belongs to it.
    fn verified(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        nonce: impl NonceVerifier,
    ) -> anyhow::Result<Login> {
        let id_token = answer.id_token().context("there is no ID token")?;
        let now = u64::try_from(self.clock.now().0)?;
        let verifier = client.id_token_verifier().set_time_fn(move || (UNIX_EPOCH + Duration::from_millis(now)).into());
        let claims = id_token.claims(&verifier, nonce)?;
        let hash = AccessTokenHash::from_token(
            answer.access_token(),
            id_token.signing_alg()?,
            id_token.signing_key(&verifier)?,
        )?;
        ensure!(claims.access_token_hash() == Some(&hash), "the access token does not belong to the ID token");
        Ok(Login {
            subject: claims.subject().clone(),
            id_token: id_token.clone(),
            access: answer.access_token().clone(),
            refresh: answer.refresh_token().cloned(),
            renewed: 0,
        })
    }
}

/// The ID token of a refresh has no nonce.
fn without_nonce(_: Option<&Nonce>) -> Result<(), String> {
    Ok(())
}
