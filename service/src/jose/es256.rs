//! ES256: ECDSA on the curve P-256 with SHA-256 (RFC 7518 §3.4).

use super::encoding::{bytes_in, encoded};
use super::private_key::{Members, PrivateKey};
use anyhow::{Context as _, anyhow};
use domain::Secret;
// ring takes no other source of randomness than its own, which is the operating system's too.
use ring::rand::SystemRandom as RingRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use serde_json::Value;

/// Bytes of each coordinate of a point on P-256.
const COORDINATE: usize = 32;

/// A private key for ES256.
pub struct Es256Key {
    pair: EcdsaKeyPair,
    random: RingRandom,
}

/// Makes a private key, in PKCS#8.
pub fn generate() -> anyhow::Result<Secret<Vec<u8>>> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &RingRandom::new());
    let made = made.map_err(|_| anyhow!("a signing key could not be made"))?;
    Ok(Secret::new(<[u8]>::to_vec(made.as_ref())))
}

impl Es256Key {
    /// Reads what `generate` returns.
    pub fn read(private: &[u8]) -> anyhow::Result<Self> {
        let random = RingRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private, &random);
        let pair = pair.map_err(|error| anyhow!("a signing key cannot be read: {error}"))?;
        Ok(Es256Key { pair, random })
    }
}

impl PrivateKey for Es256Key {
    fn public(&self) -> anyhow::Result<Members> {
        // The byte 4 and both coordinates (SEC 1, version 2, §2.3.3).
        let point: &[u8] = self.pair.public_key().as_ref();
        let coordinates = point.get(1..).and_then(|both| both.split_at_checked(COORDINATE));
        let (x, y) = coordinates.context("a signing key has a public half of another curve")?;
        Ok(Members::from([("kty", "EC".to_owned()), ("crv", "P-256".to_owned()), ("x", encoded(x)), ("y", encoded(y))]))
    }

    fn sign(&self, message: &[u8]) -> anyhow::Result<Vec<u8>> {
        let signature = self.pair.sign(&self.random, message);
        let signature = signature.map_err(|_| anyhow!("a token could not be signed"))?;
        Ok(<[u8]>::to_vec(signature.as_ref()))
    }
}

/// `None`: the private half of the key has not signed the message.
pub fn verify(jwk: &Value, message: &[u8], signature: &[u8]) -> Option<()> {
    let point = [vec![4], bytes_in(jwk, "x")?, bytes_in(jwk, "y")?].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).ok()
}
