//! Keys derived from the one secret (RFC 5869), each for one use. The secret itself is not kept.

use crate::random::Random;
use anyhow::anyhow;
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use domain::Secret;
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

const NONCE: usize = 24;

/// What protects data at rest. Rows carry `id`, so that a later key can live beside this one.
pub struct Keys {
    pub id: i32,
    /// What passwords are hashed with, beside their salt: not in the database, so a stolen copy of it is worth no guess.
    pub pepper: Secret<[u8; 32]>,
    mac: Secret<[u8; 32]>,
    seal: XChaCha20Poly1305,
}

impl Keys {
    pub fn derive(secret: &Secret<[u8; 32]>) -> anyhow::Result<Self> {
        let derivation = Hkdf::<Sha256>::new(None, secret.expose());
        let derive = |purpose: &str| {
            let mut key = [0; 32];
            derivation.expand(purpose.as_bytes(), &mut key).map_err(|_| anyhow!("a key could not be derived"))?;
            anyhow::Ok(Secret::new(key))
        };
        let id = derive("portico/key-id/v1")?;
        let [a, b, c, d, ..] = *id.expose();
        Ok(Keys {
            id: i32::from_be_bytes([a, b, c, d]),
            pepper: derive("portico/pepper/v1")?,
            mac: derive("portico/mac/v1")?,
            seal: XChaCha20Poly1305::new(derive("portico/seal/v1")?.expose().into()),
        })
    }

    /// HMAC-SHA256 over a purpose and parts, each with its length, so that no two lists of parts look the same.
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> anyhow::Result<[u8; 32]> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.mac.expose()).map_err(|_| anyhow!("bad key length"))?;
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Ok(mac.finalize().into_bytes().into())
    }

    /// Encrypts for the database; `context` (the row's own id) must be given again to open it.
    pub fn seal(&self, text: &[u8], context: &[u8], random: &dyn Random) -> anyhow::Result<Vec<u8>> {
        let nonce: [u8; NONCE] = random.bytes()?;
        let sealed = self.seal.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: context });
        Ok([nonce.as_slice(), &sealed.map_err(|_| anyhow!("sealing failed"))?].concat())
    }

    /// The reverse of `seal`. Fails when the key, the context or a single bit is different.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> anyhow::Result<Secret<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(|| anyhow!("too short to be sealed"))?;
        let opened = self.seal.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context });
        opened.map(Secret::new).map_err(|_| anyhow!("sealed with another key or damaged"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn what_is_sealed_opens_only_with_its_key_and_context() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        let other = Keys::derive(&Secret::new([2; 32])).unwrap();
        let sealed = keys.seal(b"482913", b"row", &SystemRandom).unwrap();
        assert_eq!(keys.open(&sealed, b"row").unwrap().expose(), b"482913");
        assert!(keys.open(&sealed, b"another row").is_err());
        assert!(other.open(&sealed, b"row").is_err());
        assert!(keys.open(&sealed[..10], b"row").is_err());
        assert_ne!(keys.id, other.id);
    }

    #[test]
    fn each_use_has_a_key_of_its_own() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        assert_ne!(keys.pepper.expose(), keys.mac.expose());
        assert_ne!(keys.pepper.expose(), Keys::derive(&Secret::new([2; 32])).unwrap().pepper.expose());
    }

    #[test]
    fn parts_cannot_be_moved_between_each_other() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        assert_ne!(keys.mac("p", &[b"ab", b"c"]).unwrap(), keys.mac("p", &[b"a", b"bc"]).unwrap());
    }
}
