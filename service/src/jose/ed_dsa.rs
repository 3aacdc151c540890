//! EdDSA with the curve Ed25519 (RFC 8037 §3.1).

use super::encoding::{bytes_in, encoded};
use super::private_key::{Members, PrivateKey};
use anyhow::anyhow;
use domain::Secret;
// ring takes no other source of randomness than its own, which is the operating system's too.
use ring::rand::SystemRandom as RingRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde_json::Value;

/// A private key for EdDSA.
pub struct EdDsaKey(pub(super) Ed25519KeyPair);

/// Makes a private key, in PKCS#8.
pub fn generate() -> anyhow::Result<Secret<Vec<u8>>> {
    let made = Ed25519KeyPair::generate_pkcs8(&RingRandom::new());
    let made = made.map_err(|_| anyhow!("a signing key could not be made"))?;
    Ok(Secret::new(<[u8]>::to_vec(made.as_ref())))
}

impl EdDsaKey {
    /// Reads what `generate` returns.
    pub fn read(private: &[u8]) -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(private);
        Ok(EdDsaKey(pair.map_err(|error| anyhow!("a signing key cannot be read: {error}"))?))
    }
}

impl PrivateKey for EdDsaKey {
    fn public(&self) -> anyhow::Result<Members> {
        Ok(Members::from([
            ("kty", "OKP".to_owned()),
            ("crv", "Ed25519".to_owned()),
            ("x", encoded(self.0.public_key())),
        ]))
    }

    fn sign(&self, message: &[u8]) -> anyhow::Result<Vec<u8>> {
        Ok(<[u8]>::to_vec(self.0.sign(message).as_ref()))
    }
}

/// `None`: the private half of the key has not signed the message.
pub fn verify(jwk: &Value, message: &[u8], signature: &[u8]) -> Option<()> {
    UnparsedPublicKey::new(&ED25519, bytes_in(jwk, "x")?).verify(message, signature).ok()
}
