//! The header `Portico-Assertion`: a signed statement about the user and the request, for applications that do not
//! trust their network. They verify it with the keys at `/oauth/jwks`, and compare `aud` with their own origin.

use super::request::ForwardedRequest;
use crate::jose::KeySet;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::application::ProtectedOrigin;
use domain::{Method, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use store::{passes::Pass, sessions::Session};

/// The name of the header.
pub const ASSERTION: &str = "Portico-Assertion";
/// The kind of token, in its header.
const TYPE: &str = "portico-assertion+jwt";
/// Seconds.
const VALID_FOR: i64 = 60;
/// Bytes of all names of groups together, each with its quotation marks and comma. Many servers refuse long headers.
const LONGEST_GROUPS: usize = 1024;

#[derive(Serialize)]
struct Claims<'a> {
    /// The public URL of Portico.
    iss: &'a str,
    /// The id of the account.
    sub: String,
    /// The protected origin.
    aud: &'a str,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
    /// The id of the session. It gives no access.
    sid: String,
    /// How the user has signed in (RFC 8176).
    amr: Vec<&'static str>,
    acr: &'static str,
    /// The slug of the user's organisation.
    org: &'a str,
    groups: Vec<&'a str>,
    /// Whether the user is in more groups than those.
    #[serde(skip_serializing_if = "is_false")]
    groups_cut: bool,
    /// The method of the request.
    method: &'a str,
    /// SHA-256 of the origin with the path and query as the proxy got them, in base64url.
    uri_hash: String,
}

const fn is_false(value: &bool) -> bool {
    !*value
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
    let iat = now.0.div_euclid(1000);
    let groups = first_groups(pass.groups.iter().map(|group| group.name.as_str()));
    let address = format!("{}{}", request.origin, request.path_and_query);
    let claims = Claims {
        iss: issuer.as_str(),
        sub: pass.holder.account.id.to_string(),
        aud: request.origin.as_str(),
        iat,
        exp: iat + VALID_FOR,
        sid: session.id.simple().to_string(),
        amr: amr(session),
        acr: acr(session),
        org: pass.holder.organisation.slug.as_str(),
        groups_cut: groups.len() < pass.groups.len(),
        groups,
        method: &request.method,
        uri_hash: BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(address)),
    };
    keys.signing.sign(TYPE, &claims)
}

/// The claims of a statement, without a check of its signature: to show them, not to decide about access.
pub fn unverified_claims<T: DeserializeOwned>(assertion: &str) -> Option<T> {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&claims).ok()
}

fn first_groups<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut left = LONGEST_GROUPS;
    let fits = |name: &&str| match left.checked_sub(name.len() + 3) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    names.take_while(fits).collect()
}

fn amr(session: &Session) -> Vec<&'static str> {
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

const fn acr(session: &Session) -> &'static str {
    if session.is_by_passkey {
        "urn:portico:phr"
    } else if session.took_second_step {
        "urn:portico:2"
    } else {
        "urn:portico:1"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_groups_are_cut_after_a_kilobyte() {
        let names: Vec<String> = (0..1000).map(|number| format!("{number:03}")).collect();
        let first = first_groups(names.iter().map(String::as_str));
        assert_eq!((first.len(), first.last()), (170, Some(&"169")));
        assert!(serde_json::to_string(&first).unwrap().len() <= LONGEST_GROUPS + 2);
    }
}
