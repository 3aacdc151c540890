//! The header `Portico-Assertion`: a signed statement about the user and the request, for applications that do not
//! trust their network. They verify it with the keys at `/oauth/jwks`, and compare `aud` with their own origin.

use super::request::ForwardedRequest;
use super::user::{User, UserClaims};
use crate::jose::KeySet;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::application::{ProtectedOrigin, StrengthLevel};
use domain::signing_key::{LONGEST_LIFE, SigningAlgorithm};
use domain::{Method, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use store::{passes::Pass, sessions::Session};

/// The name of the header.
pub const ASSERTION: &str = "Portico-Assertion";
/// What signs it. Every application can verify it, and it takes the least time.
const ALGORITHM: SigningAlgorithm = SigningAlgorithm::Es256;
/// The kind of token, in its header.
const TYPE: &str = "portico-assertion+jwt";
/// Seconds.
const VALID_FOR: i64 = 60;
const _: () = assert!(VALID_FOR <= LONGEST_LIFE.0 as i64, "the signing key would go too early");

#[derive(Serialize)]
struct Claims<'a> {
    #[serde(flatten)]
    user: UserClaims<'a>,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
    /// The id of the session. It gives no access.
    sid: String,
    /// How the user has signed in (RFC 8176).
    amr: Vec<&'static str>,
    acr: &'static str,
    /// The method of the request.
    method: &'a str,
    /// SHA-256 of the origin with the path and query as the proxy got them, in base64url.
    uri_hash: String,
}

/// Signs the statement that the holder of the pass sends this request now.
pub fn assertion(
    keys: &KeySet,
    issuer: &ProtectedOrigin,
    request: &ForwardedRequest,
    pass: &Pass,
    now: Timestamp,
) -> anyhow::Result<String> {
    let session = &pass.holder.session;
    let iat = now.unix_seconds();
    let address = format!("{}{}", request.origin, request.path_and_query);
    let claims = Claims {
        user: user_of(pass).claims(issuer, &request.origin),
        iat,
        exp: iat + VALID_FOR,
        sid: session.id.simple().to_string(),
        amr: amr(session),
        acr: acr(session),
        method: &request.method,
        uri_hash: BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(address)),
    };
    keys.sign_once(ALGORITHM, TYPE, &claims, iat)
}

/// The holder of a pass.
pub(super) fn user_of(pass: &Pass) -> User<'_> {
    let holder = &pass.holder;
    User { account: &holder.account, organisation: &holder.organisation, groups: &pass.groups }
}

/// The claims of a statement, without a check of its signature: to show them, not to decide about access.
pub fn unverified_claims<T: DeserializeOwned>(assertion: &str) -> Option<T> {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&claims).ok()
}

/// How the user of a session has signed in (RFC 8176).
pub(crate) fn amr(session: &Session) -> Vec<&'static str> {
    let first = match session.method {
        Some(Method::Password) => Some("pwd"),
        Some(Method::EmailCode) => Some("otp"),
        Some(Method::TextCode) => Some("sms"),
        Some(Method::Passkey) => Some("pop"),
        None => None,
    };
    let has_both = session.is_by_passkey || session.took_second_step;
    first.into_iter().chain(has_both.then_some("mfa")).collect()
}

/// How strongly the user of a session has signed in.
pub(crate) const fn acr(session: &Session) -> &'static str {
    let level = if session.is_by_passkey {
        StrengthLevel::Passkey
    } else if session.took_second_step {
        StrengthLevel::SecondStep
    } else {
        StrengthLevel::SignedIn
    };
    level.acr()
}
