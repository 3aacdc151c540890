//! Signed statements for applications: JSON Web Keys (RFC 7517) and compact JSON Web Signatures (RFC 7515), with ES256
//! only (RFC 7518 §3.4). This module does not read the database.

use anyhow::{Context as _, anyhow};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{Seconds, Secret, Timestamp};
// ring takes no other source of randomness than its own, which is the operating system's too.
use ring::rand::SystemRandom as RingRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// The only algorithm: ECDSA on the curve P-256 with SHA-256.
pub const ES256: &str = "ES256";

/// Bytes of each coordinate of a point on P-256.
const COORDINATE: usize = 32;
/// How long a key set is used before it is read again.
const FRESH: Seconds = Seconds::minutes(1);

/// A key pair for ES256.
pub struct SigningPair {
    kid: String,
    public_jwk: Value,
    pair: EcdsaKeyPair,
    random: RingRandom,
}

impl SigningPair {
    /// Makes a new private key, in PKCS#8. Fails only if the operating system provides no random numbers.
    pub fn generate() -> anyhow::Result<Secret<Vec<u8>>> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &RingRandom::new());
        let made = made.map_err(|_| anyhow!("a signing key could not be made"))?;
        Ok(Secret::new(<[u8]>::to_vec(made.as_ref())))
    }

    /// Reads a private key in the form that `generate` returns. Fails if the bytes are not such a key.
    pub fn read(private: &Secret<Vec<u8>>) -> anyhow::Result<Self> {
        let random = RingRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.expose(), &random);
        let pair = pair.map_err(|error| anyhow!("a signing key cannot be read: {error}"))?;
        // The byte 4 and both coordinates (SEC 1, version 2, §2.3.3).
        let point: &[u8] = pair.public_key().as_ref();
        let coordinates = point.get(1..).and_then(|both| both.split_at_checked(COORDINATE));
        let (x, y) = coordinates.context("a signing key has a public half of another curve")?;
        let (x, y) = (encoded(x), encoded(y));
        let kid = thumbprint(&x, &y);
        let public_jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "use": "sig", "alg": ES256 });
        Ok(SigningPair { kid, public_jwk, pair, random })
    }

    /// The id by which applications find the public half.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half.
    pub const fn public_jwk(&self) -> &Value {
        &self.public_jwk
    }

    /// Signs claims. `typ` says what kind of token it is, so that none passes for one of another kind.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> anyhow::Result<String> {
        let header = json!({ "alg": ES256, "typ": typ, "kid": self.kid });
        let signed = format!("{}.{}", encoded(header.to_string()), encoded(serde_json::to_vec(claims)?));
        let signature = self.pair.sign(&self.random, signed.as_bytes());
        let signature = signature.map_err(|_| anyhow!("a token could not be signed"))?;
        Ok(format!("{signed}.{}", encoded(signature)))
    }
}

/// The id of a public key (RFC 7638): it follows from the key, so it is the same everywhere.
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    encoded(Sha256::digest(canonical))
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The key that signs, and the public halves of all keys.
pub struct KeySet {
    pub signing: SigningPair,
    /// The JSON Web Key Set of all published keys.
    pub jwks: String,
    /// A text that changes with `jwks`: letters and digits.
    pub version: String,
}

impl KeySet {
    /// Makes the document of these public keys.
    pub fn of(signing: SigningPair, public: &[Value]) -> Self {
        let jwks = json!({ "keys": public }).to_string();
        let version = hex::encode(Sha256::digest(&jwks));
        KeySet { signing, jwks, version }
    }
}

/// The key set as this process has read it last.
#[derive(Default)]
pub struct KeySetCache(Mutex<Option<(Timestamp, Arc<KeySet>)>>);

impl KeySetCache {
    /// `None`: it has to be read again.
    pub fn get(&self, now: Timestamp) -> Option<Arc<KeySet>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, keys) = kept.as_ref().filter(|(read_at, _)| *read_at <= now && now < *read_at + FRESH)?;
        Some(keys.clone())
    }

    /// Keeps a key set that was read at `now`.
    pub fn put(&self, keys: Arc<KeySet>, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, keys));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    fn decoded(text: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn is_signed_by(pair: &SigningPair, token: &str) -> bool {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let coordinate = |name: &str| decoded(pair.public_jwk()[name].as_str().unwrap());
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &decoded(signature)).is_ok()
    }

    #[test]
    fn a_token_is_verified_with_the_published_half_of_its_key_only() {
        let private = SigningPair::generate().unwrap();
        let pair = SigningPair::read(&private).unwrap();
        let token = pair.sign("some+jwt", &json!({ "sub": "jo" })).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let header: Value = serde_json::from_slice(&decoded(parts[0])).unwrap();
        assert_eq!(header, json!({ "alg": "ES256", "typ": "some+jwt", "kid": pair.kid() }));
        assert_eq!(decoded(parts[1]), br#"{"sub":"jo"}"#);
        assert!(is_signed_by(&pair, &token) && is_signed_by(&SigningPair::read(&private).unwrap(), &token));
        let forged = format!("{}.{}.{}", parts[0], encoded(r#"{"sub":"kim"}"#), parts[2]);
        assert!(!is_signed_by(&pair, &forged));
        let other = SigningPair::read(&SigningPair::generate().unwrap()).unwrap();
        assert!(!is_signed_by(&other, &token) && other.kid() != pair.kid());
        assert!(SigningPair::read(&Secret::new(b"no key".to_vec())).is_err());
    }

    #[test]
    fn the_public_half_says_nothing_of_the_private_one() {
        let pair = SigningPair::read(&SigningPair::generate().unwrap()).unwrap();
        let mut members: Vec<&String> = pair.public_jwk().as_object().unwrap().keys().collect();
        members.sort_unstable();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
        assert_eq!(pair.public_jwk()["kid"], pair.kid());
    }

    #[test]
    fn a_key_set_is_read_again_after_a_minute() {
        let (cache, now) = (KeySetCache::default(), Timestamp(1_000_000));
        assert!(cache.get(now).is_none());
        let pair = SigningPair::read(&SigningPair::generate().unwrap()).unwrap();
        let public = pair.public_jwk().clone();
        cache.put(Arc::new(KeySet::of(pair, &[public])), now);
        assert!(cache.get(Timestamp(1_059_999)).is_some() && cache.get(Timestamp(1_060_000)).is_none());
        assert!(cache.get(Timestamp(999_999)).is_none());
    }
}
