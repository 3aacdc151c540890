//! The keys of an installation: which of them sign, which are published, and what they verify.

use super::encoding::decoded;
use super::signing_pair::{SigningPair, verify};
use anyhow::Context as _;
use domain::signing_key::SigningAlgorithm;
use domain::{Seconds, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long a key set is used before the keys are read again: another server or the operator may change them.
const FRESH: Seconds = Seconds(1);
/// How many tokens of the present second are kept, at about two kilobytes each.
const MOST_RECENT: usize = 500;

/// What the header of a token says.
#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

/// The keys that sign, and the public halves of all keys.
pub struct KeySet {
    /// One for each algorithm that has keys.
    signing: Vec<SigningPair>,
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
    fn of(signing: Vec<SigningPair>, jwks: String) -> Self {
        let version = hex::encode(Sha256::digest(&jwks));
        KeySet { signing, jwks, version, recent: Mutex::default() }
    }

    /// The key that signs with this algorithm. Fails if there is none.
    pub fn signing(&self, algorithm: SigningAlgorithm) -> anyhow::Result<&SigningPair> {
        let found = self.signing.iter().find(|pair| pair.algorithm() == algorithm);
        found.with_context(|| format!("there is no signing key for {}", algorithm.name()))
    }

    /// Signs claims as `SigningPair::sign` does, but equal ones only once in a second: a signature takes longer than all
    /// the rest of a check, and pages send many requests to one address at once. `second` is the present one, since
    /// 1970.
    pub fn sign_once(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        claims: &impl Serialize,
        second: i64,
    ) -> anyhow::Result<String> {
        let signing = self.signing(algorithm)?;
        let unsigned = signing.unsigned(typ, claims)?;
        if let Some(token) = self.recent(second).tokens.get(&unsigned) {
            return Ok(token.clone());
        }
        let token = signing.signed(unsigned.clone())?;
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

    /// The claims of a token of this `typ` that one of the published keys signed. The key says the algorithm, and the
    /// header must agree. `None`: anything else. Does not look at `exp`.
    pub fn verified<T: DeserializeOwned>(&self, typ: &str, token: &str) -> Option<T> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&decoded(header)?).ok()?;
        let published: Value = serde_json::from_str(&self.jwks).ok()?;
        let jwk = published["keys"].as_array()?.iter().find(|jwk| jwk["kid"] == header.kid)?;
        let algorithm = SigningAlgorithm::of(jwk["alg"].as_str()?)?;
        if header.alg != algorithm.name() || header.typ != typ {
            return None;
        }
        verify(algorithm, jwk, signed.as_bytes(), &decoded(signature)?)?;
        serde_json::from_slice(&decoded(claims)?).ok()
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

    /// Has the keys read again.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Keeps the key set as it was read at `now`, and returns it. `open` decrypts the pairs that sign, whose ids are
    /// `kids`; it is called only if the pairs or the document have changed. Fails as `open` does.
    pub fn renew(
        &self,
        kids: &[&str],
        jwks: String,
        now: Timestamp,
        open: impl FnOnce() -> anyhow::Result<Vec<SigningPair>>,
    ) -> anyhow::Result<Arc<KeySet>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let signs = |keys: &KeySet| keys.signing.iter().map(SigningPair::kid).eq(kids.iter().copied());
        let keys = match kept.take() {
            Some((_, keys)) if signs(&keys) && keys.jwks == jwks => keys,
            _ => Arc::new(KeySet::of(open()?, jwks)),
        };
        *kept = Some((now, keys.clone()));
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoding::encoded;
    use super::*;
    use anyhow::anyhow;
    use domain::Secret;
    use domain::signing_key::SigningAlgorithm::{EdDsa, Es256, Rs256};
    use rstest::rstest;
    use serde_json::json;
    use std::sync::LazyLock;

    const TYPE: &str = "some+jwt";

    fn generated(algorithm: SigningAlgorithm, seed: u8) -> Secret<Vec<u8>> {
        SigningPair::generate(algorithm, &Secret::new([seed; 32])).unwrap()
    }

    /// One pair of each algorithm, made once: RSA takes its time.
    fn pair(algorithm: SigningAlgorithm) -> SigningPair {
        static PRIVATE: LazyLock<[Secret<Vec<u8>>; 3]> =
            LazyLock::new(|| SigningAlgorithm::ALL.map(|algorithm| generated(algorithm, 7)));
        SigningPair::read(algorithm, &PRIVATE[algorithm as usize]).unwrap()
    }

    /// A key set that publishes only the keys that sign.
    fn set_of(pairs: Vec<SigningPair>) -> KeySet {
        let public: Vec<&Value> = pairs.iter().map(SigningPair::public_jwk).collect();
        let jwks = json!({ "keys": public }).to_string();
        KeySet::of(pairs, jwks)
    }

    #[rstest]
    fn a_token_is_verified_with_the_published_half_of_its_key_only(
        #[values(Es256, Rs256, EdDsa)] algorithm: SigningAlgorithm,
    ) {
        let keys = set_of(vec![pair(algorithm)]);
        let signing = keys.signing(algorithm).unwrap();
        let token = signing.sign(TYPE, &json!({ "sub": "jo" })).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let header: Value = serde_json::from_slice(&decoded(parts[0]).unwrap()).unwrap();
        assert_eq!(header, json!({ "alg": algorithm.name(), "typ": TYPE, "kid": signing.kid() }));
        assert_eq!(keys.verified::<Value>(TYPE, &token), Some(json!({ "sub": "jo" })));
        let forged = format!("{}.{}.{}", parts[0], encoded(r#"{"sub":"kim"}"#), parts[2]);
        assert_eq!(keys.verified::<Value>(TYPE, &forged), None);
        let others = SigningAlgorithm::ALL.into_iter().filter(|other| *other != algorithm);
        for other in others {
            assert!(keys.signing(other).is_err());
            assert_eq!(set_of(vec![pair(other)]).verified::<Value>(TYPE, &token), None);
        }
        let second = SigningPair::read(algorithm, &generated(algorithm, 8)).unwrap();
        assert!(second.kid() != signing.kid() && set_of(vec![second]).verified::<Value>(TYPE, &token).is_none());
        assert!(SigningPair::read(algorithm, &Secret::new(b"no key".to_vec())).is_err());
    }

    #[test]
    fn neither_the_algorithm_nor_the_kind_of_a_token_can_be_chosen() {
        let keys = set_of(vec![pair(Es256), pair(Rs256), pair(EdDsa)]);
        let refuses = |token: &str| assert_eq!(keys.verified::<Value>(TYPE, token), None, "{token}");
        for signing in &keys.signing {
            let jwk = signing.public_jwk();
            let public = jwk["x"].as_str().or(jwk["n"].as_str()).unwrap();
            let names = SigningAlgorithm::NAMES.into_iter().filter(|name| *name != signing.algorithm().name());
            for alg in names.chain(["none", "HS256", "RS512", "ES384"]) {
                let header = encoded(json!({ "alg": alg, "typ": TYPE, "kid": signing.kid() }).to_string());
                let unsigned = format!("{header}.{}", encoded("{}"));
                refuses(&format!("{unsigned}."));
                refuses(&format!("{unsigned}.{public}"));
                // Signed by a published key, whose algorithm is not the one in the header.
                refuses(&signing.signed(unsigned).unwrap());
            }
            let other_kind = signing.sign("JWT", &json!({})).unwrap();
            assert!(keys.verified::<Value>("JWT", &other_kind).is_some());
            refuses(&other_kind);
        }
        for text in ["", ".", "..", "a.b.c", "a.b.c.d"] {
            refuses(text);
        }
    }

    #[test]
    fn equal_claims_are_signed_once_in_a_second() {
        let keys = KeySet::of(vec![pair(Es256)], "{}".to_owned());
        let sign = |subject: &str, second| keys.sign_once(Es256, TYPE, &json!({ "sub": subject }), second).unwrap();
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
        let pair = pair(Es256);
        let kid = pair.kid().to_owned();
        let first = cache.renew(&[&kid], "{}".to_owned(), now, || Ok(vec![pair])).unwrap();
        assert!(cache.get(Timestamp(1_000_999)).is_some() && cache.get(Timestamp(1_001_000)).is_none());
        assert!(cache.get(Timestamp(999_999)).is_none());
        let unreadable = || Err(anyhow!("it was opened"));
        let later = Timestamp(1_001_000);
        assert!(Arc::ptr_eq(&first, &cache.renew(&[&kid], "{}".to_owned(), later, unreadable).unwrap()));
        assert!(cache.get(later).is_some());
        cache.forget();
        assert!(cache.get(later).is_none());
        assert!(cache.renew(&["another"], "{}".to_owned(), later, unreadable).is_err());
        assert!(cache.renew(&[&kid, "another"], "{}".to_owned(), later, unreadable).is_err());
    }
}
