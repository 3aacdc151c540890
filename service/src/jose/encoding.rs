//! The encoding of JSON Web Signatures and Keys: base64url without padding (RFC 7515 §2).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// The bytes in a member of a key. `None`: the key has no such member.
pub fn bytes_in(jwk: &Value, member: &str) -> Option<Vec<u8>> {
    decoded(jwk[member].as_str()?)
}
