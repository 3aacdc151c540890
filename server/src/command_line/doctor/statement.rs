//! What Portico's signed statement says about the address of a request. The doctor does not check the signature,
//! because it does not decide about access.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use service::forward_auth::unverified_claims;
use sha2::{Digest as _, Sha256};

/// The address that Portico has judged.
#[derive(Deserialize)]
pub struct JudgedAddress {
    /// The origin.
    aud: String,
    /// The hash of origin, path and query.
    uri_hash: String,
}

impl JudgedAddress {
    /// Reads it from the header `Portico-Assertion`.
    pub fn read(assertion: &str) -> Option<Self> {
        unverified_claims(assertion)
    }

    /// Whether this path and query are those that Portico has judged.
    pub fn has(&self, target: &str) -> bool {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{}{target}", self.aud))) == self.uri_hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_judged_address_is_compared_by_its_hash() {
        let hash = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest("https://app.example/a/..%2fb?c"));
        let claims = format!(r#"{{"aud":"https://app.example","uri_hash":"{hash}","method":"GET"}}"#);
        let judged = JudgedAddress::read(&format!("e30.{}.x", BASE64_URL_SAFE_NO_PAD.encode(claims))).unwrap();
        assert!(judged.has("/a/..%2fb?c"));
        assert!(!judged.has("/b?c"));
        for unreadable in ["", "e30.e30.x", "e30.!.x"] {
            assert!(JudgedAddress::read(unreadable).is_none(), "{unreadable}");
        }
    }
}
