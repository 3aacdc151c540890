//! The ID token: a signed statement for one client about who signed in, when and how.

use super::claims::{ClaimSet, claims_about};
use crate::app_context::AppContext;
use crate::jose::KeySet;
use crate::signing_keys;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::oidc::{ID_TOKEN_VALID_FOR, Scope, Scopes};
use domain::signing_key::SigningAlgorithm;
use domain::{AccountId, ClientId, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha512};
use store::oauth_authorizations::LiveAuthorization;
use uuid::Uuid;

/// The kind of token, in its header.
const TYPE: &str = "JWT";

/// What an ID token says.
#[derive(Clone, Copy)]
pub(super) struct IdTokenContent<'a> {
    pub live: &'a LiveAuthorization,
    pub scopes: Scopes,
    /// The access token that comes with it.
    pub access: &'a Secret<String>,
    pub nonce: Option<&'a str>,
}

#[derive(Serialize)]
struct Claims<'a> {
    /// The public URL of Portico.
    iss: &'a str,
    /// The client.
    aud: String,
    azp: String,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    /// How the user has signed in (RFC 8176).
    amr: Vec<&'a str>,
    acr: &'a str,
    /// The id of the session. It gives no access.
    sid: String,
    /// The left half of a hash of the access token (OpenID Connect Core §3.1.3.6).
    at_hash: String,
    #[serde(flatten)]
    user: ClaimSet,
}

/// The claims that a hint is judged by.
#[derive(Deserialize)]
struct HintClaims {
    iss: String,
    sub: String,
    aud: String,
    sid: String,
}

/// Whom an ID token is about, for whom it was made, and in which session.
pub(super) struct Hint {
    pub client: ClientId,
    pub account: AccountId,
    pub session: Uuid,
}

/// Signs an ID token.
pub(super) fn id_token(
    keys: &KeySet,
    issuer: &str,
    content: IdTokenContent<'_>,
    now: Timestamp,
) -> anyhow::Result<Secret<String>> {
    let IdTokenContent { live, scopes, access, nonce } = content;
    let told = if live.settings.is_lean { Scopes::default().with(Scope::OpenId) } else { scopes };
    let iat = now.unix_seconds();
    let algorithm = live.settings.id_token_algorithm;
    let claims = Claims {
        iss: issuer,
        aud: live.client.to_string(),
        azp: live.client.to_string(),
        iat,
        exp: iat + i64::from(ID_TOKEN_VALID_FOR.0),
        auth_time: live.authenticated_at.unix_seconds(),
        nonce,
        amr: live.amr.split_whitespace().collect(),
        acr: &live.acr,
        sid: live.sid.simple().to_string(),
        at_hash: at_hash(algorithm, access),
        user: claims_about(live, told),
    };
    keys.signing(algorithm)?.sign(TYPE, &claims).map(Secret::new)
}

/// The left half of the access token's hash. The hash is the one that the signature of the ID token uses.
fn at_hash(algorithm: SigningAlgorithm, access: &Secret<String>) -> String {
    let hash = match algorithm {
        SigningAlgorithm::Es256 | SigningAlgorithm::Rs256 => Sha256::digest(access.expose()).to_vec(),
        SigningAlgorithm::EdDsa => Sha512::digest(access.expose()).to_vec(),
    };
    BASE64_URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

/// The claims of an ID token as its client reads them. `None`: no published key has signed it.
pub(super) fn claims_in(keys: &KeySet, token: &Secret<String>) -> Option<Value> {
    keys.verified(TYPE, token.expose())
}

/// Reads an ID token that a client presents as a hint. `None`: Portico did not sign it. An expired one counts.
pub(super) async fn read_hint(app: &AppContext, text: &str) -> anyhow::Result<Option<Hint>> {
    let keys = signing_keys::current(app).await?;
    let claims: Option<HintClaims> = keys.verified(TYPE, text);
    let claims = claims.filter(|claims| claims.iss == app.public_origin.as_str());
    Ok(claims.and_then(|claims| {
        Some(Hint {
            client: claims.aud.parse().ok()?,
            account: claims.sub.parse().ok()?,
            session: Uuid::try_parse(&claims.sid).ok()?,
        })
    }))
}
