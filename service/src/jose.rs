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
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The only algorithm: ECDSA on the curve P-256 with SHA-256.
pub const ES256: &str = "ES256";

/// Bytes of each coordinate of a point on P-256.
const COORDINATE: usize = 32;
/// How long a key set is used before the keys are read again: another server or the operator may change them.
const FRESH: Seconds = Seconds(1);
/// How many tokens of the present second are kept, at about two kilobytes each.
const MOST_RECENT: usize = 500;

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
        self.signed(self.unsigned(typ, claims)?)
    }

    /// A token without its signature.
    fn unsigned(&self, typ: &str, claims: &impl Serialize) -> anyhow::Result<String> {
        let header = json!({ "alg": ES256, "typ": typ, "kid": self.kid });
        Ok(format!("{}.{}", encoded(header.to_string()), encoded(serde_json::to_vec(claims)?)))
    }

    fn signed(&self, unsigned: String) -> anyhow::Result<String> {
        let signature = self.pair.sign(&self.random, unsigned.as_bytes());
        let signature = signature.map_err(|_| anyhow!("a token could not be signed"))?;
        Ok(format!("{unsigned}.{}", encoded(signature)))
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
    recent: Mutex<RecentTokens>,
}

/// The tokens that were signed in one second.
#[derive(Default)]
struct RecentTokens {
    /// Seconds since 1970.
    second: i64,
    /// Each by itself without its signature.
    tokens: HashMap<String, String>,
}

impl KeySet {
    fn of(signing: SigningPair, jwks: String) -> Self {
        let version = hex::encode(Sha256::digest(&jwks));
        KeySet { signing, jwks, version, recent: Mutex::default() }
    }

    /// Signs claims as `SigningPair::sign` does, but equal ones only once in a second: a signature takes longer than all
    /// the rest of a check, and pages send many requests to one address at once. `second` is the present one, since
    /// 1970.
    pub fn sign_once(&self, typ: &str, claims: &impl Serialize, second: i64) -> anyhow::Result<String> {
        let unsigned = self.signing.unsigned(typ, claims)?;
        if let Some(token) = self.recent(second).tokens.get(&unsigned) {
            return Ok(token.clone());
        }
        let token = self.signing.signed(unsigned.clone())?;
        let mut recent = self.recent(second);
        if recent.tokens.len() < MOST_RECENT {
            recent.tokens.insert(unsigned, token.clone());
        }
        Ok(token)
    }

    fn recent(&self, second: i64) -> MutexGuard<'_, RecentTokens> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.second != second {
            *recent = RecentTokens { second, ..RecentTokens::default() };
        }
        recent
    }
}

/// The key set as this process has read it last.
#[derive(Default)]
pub struct KeySetCache(Mutex<Option<(Timestamp, Arc<KeySet>)>>);

impl KeySetCache {
    /// `None`: the keys have to be read again.
    pub fn get(&self, now: Timestamp) -> Option<Arc<KeySet>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, keys) = kept.as_ref().filter(|(read_at, _)| *read_at <= now && now < *read_at + FRESH)?;
        Some(keys.clone())
    }

    /// Keeps the key set as it was read at `now`, and returns it. `open` decrypts the pair that signs, whose id is
    /// `kid`; it is called only if the pair or the document has changed. Fails as `open` does.
    pub fn renew(
        &self,
        kid: &str,
        jwks: String,
        now: Timestamp,
        open: impl FnOnce() -> anyhow::Result<SigningPair>,
    ) -> anyhow::Result<Arc<KeySet>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = match kept.take() {
            Some((_, keys)) if keys.signing.kid() == kid && keys.jwks == jwks => keys,
            _ => Arc::new(KeySet::of(open()?, jwks)),
        };
        *kept = Some((now, keys.clone()));
        Ok(keys)
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
    fn equal_claims_are_signed_once_in_a_second() {
        let pair = SigningPair::read(&SigningPair::generate().unwrap()).unwrap();
        let keys = KeySet::of(pair, "{}".to_owned());
        let sign = |subject: &str, second| keys.sign_once("test+jwt", &json!({ "sub": subject }), second).unwrap();
        let first = sign("a", 1);
        // ECDSA is randomised: a second signature of the same text would differ.
        assert_eq!(sign("a", 1), first);
        assert_ne!(sign("b", 1), first);
        assert_ne!(sign("a", 2), first);
        for number in 0..2 * MOST_RECENT {
            sign(&number.to_string(), 3);
        }
        assert_eq!(keys.recent(3).tokens.len(), MOST_RECENT);
    }

    #[test]
    fn keys_are_read_again_after_a_second_but_opened_only_if_they_have_changed() {
        let (cache, now) = (KeySetCache::default(), Timestamp(1_000_000));
        assert!(cache.get(now).is_none());
        let pair = SigningPair::read(&SigningPair::generate().unwrap()).unwrap();
        let kid = pair.kid().to_owned();
        let first = cache.renew(&kid, "{}".to_owned(), now, || Ok(pair)).unwrap();
        assert!(cache.get(Timestamp(1_000_999)).is_some() && cache.get(Timestamp(1_001_000)).is_none());
        assert!(cache.get(Timestamp(999_999)).is_none());
        let unreadable = || Err(anyhow!("it was opened"));
        let later = Timestamp(1_001_000);
        assert!(Arc::ptr_eq(&first, &cache.renew(&kid, "{}".to_owned(), later, unreadable).unwrap()));
        assert!(cache.get(later).is_some());
        assert!(cache.renew("another", "{}".to_owned(), later, unreadable).is_err());
    }
}
