//! RS256: RSA with the padding of PKCS #1 version 1.5 and SHA-256 (RFC 7518 §3.3). ring reads keys, signs and verifies,
//! but makes no keys. So the crate `rsa` makes them, and must do nothing else here: how long it takes to sign may
//! reveal a key (RUSTSEC-2023-0071).

use super::encoding::{bytes_in, encoded};
use super::private_key::{Members, PrivateKey};
use anyhow::anyhow;
use domain::Secret;
use rand::{SeedableRng as _, rngs::StdRng};
use ring::rand::SystemRandom as RingRandom;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use rsa::{RsaPrivateKey, pkcs8::EncodePrivateKey as _};
use serde_json::Value;

/// The size of new keys.
const BITS: usize = 2048;

/// A private key for RS256.
pub struct Rs256Key {
    pair: RsaKeyPair,
    random: RingRandom,
}

/// Makes a private key, in PKCS#8, from an unpredictable seed. The search for primes may take a second or more, so this
/// must not run on a thread that serves requests.
pub fn generate(seed: &Secret<[u8; 32]>) -> anyhow::Result<Secret<Vec<u8>>> {
    let made = RsaPrivateKey::new(&mut StdRng::from_seed(*seed.expose()), BITS);
    let made = made.map_err(|error| anyhow!("a signing key could not be made: {error}"))?;
    let made = made.to_pkcs8_der().map_err(|error| anyhow!("a signing key could not be written: {error}"))?;
    Ok(Secret::new(<[u8]>::to_vec(made.as_bytes())))
}

impl Rs256Key {
    /// Reads what `generate` returns.
    pub fn read(private: &[u8]) -> anyhow::Result<Self> {
        let pair = RsaKeyPair::from_pkcs8(private);
        let pair = pair.map_err(|error| anyhow!("a signing key cannot be read: {error}"))?;
        Ok(Rs256Key { pair, random: RingRandom::new() })
    }
}

impl PrivateKey for Rs256Key {
    fn public(&self) -> anyhow::Result<Members> {
        let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(self.pair.public());
        Ok(Members::from([("kty", "RSA".to_owned()), ("n", encoded(n)), ("e", encoded(e))]))
    }

    fn sign(&self, message: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &self.random, message, &mut signature);
        signed.map_err(|_| anyhow!("a token could not be signed"))?;
        Ok(signature)
    }
}

/// `None`: the private half of the key has not signed the message.
pub fn verify(jwk: &Value, message: &[u8], signature: &[u8]) -> Option<()> {
    let public = RsaPublicKeyComponents { n: bytes_in(jwk, "n")?, e: bytes_in(jwk, "e")? };
    public.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).ok()
}
