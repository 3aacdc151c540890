//! Keys derived from the secrets (RFC 5869), each for one use. The secrets themselves are not kept. The newest key protects what
//! is new; older ones stay as long as the operator names them, so that what they protect can be read, and carried over.

use crate::{random::Random, store::Sealed};
use anyhow::{Context as _, anyhow};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use domain::Secret;
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

const NONCE: usize = 24;

/// All that follows from one secret.
pub struct Key {
    /// Rows carry it, so that it is known what protects them.
    pub id: i32,
    pepper: Secret<[u8; 32]>,
    mac: Secret<[u8; 32]>,
    seal: XChaCha20Poly1305,
}

/// What protects data at rest.
pub struct Keys {
    newest: Key,
    /// Younger ones first.
    previous: Vec<Key>,
}

/// What passwords are hashed with, beside their salt: not in the database, so a stolen copy of it is worth no guess.
#[derive(Clone)]
pub struct Peppers {
    /// With the ids of their keys, the newest first.
    all: Vec<(i32, Secret<[u8; 32]>)>,
}

impl Peppers {
    pub const fn of(all: Vec<(i32, Secret<[u8; 32]>)>) -> Self {
        Peppers { all }
    }

    /// `None`: of a hash that does not say whose it is. Such hashes are from before there were several, so it is the oldest.
    pub(super) fn find(&self, id: Option<i32>) -> Option<&Secret<[u8; 32]>> {
        let found = match id {
            Some(id) => self.all.iter().find(|(key, _)| *key == id),
            None => self.all.last(),
        };
        found.map(|(_, pepper)| pepper)
    }

    /// The one for new hashes.
    pub(super) fn newest(&self) -> Option<i32> {
        self.all.first().map(|(id, _)| *id)
    }
}

impl Key {
    fn derive(secret: &Secret<[u8; 32]>) -> anyhow::Result<Self> {
        let derivation = Hkdf::<Sha256>::new(None, secret.expose());
        let derive = |purpose: &str| {
            let mut key = [0; 32];
            derivation.expand(purpose.as_bytes(), &mut key).map_err(|_| anyhow!("a key could not be derived"))?;
            anyhow::Ok(Secret::new(key))
        };
        let id = derive("portico/key-id/v1")?;
        let [a, b, c, d, ..] = *id.expose();
        Ok(Key {
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

    fn seal(&self, text: &[u8], context: &[u8], random: &dyn Random) -> anyhow::Result<Vec<u8>> {
        let nonce: [u8; NONCE] = random.bytes()?;
        let sealed = self.seal.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: context });
        Ok([nonce.as_slice(), &sealed.map_err(|_| anyhow!("sealing failed"))?].concat())
    }

    /// `None` when the key, the context or a single bit is different.
    fn open(&self, sealed: &[u8], context: &[u8]) -> Option<Secret<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let opened = self.seal.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context });
        opened.map(Secret::new).ok()
    }
}

impl Keys {
    /// A ring of one.
    pub fn derive(secret: &Secret<[u8; 32]>) -> anyhow::Result<Self> {
        Keys::ring(secret, &[])
    }

    /// The newest secret, and those before it, younger ones first. Fails when one is there twice.
    pub fn ring(newest: &Secret<[u8; 32]>, previous: &[Secret<[u8; 32]>]) -> anyhow::Result<Self> {
        let newest = Key::derive(newest)?;
        let previous: Vec<Key> = previous.iter().map(Key::derive).collect::<anyhow::Result<_>>()?;
        let keys = Keys { newest, previous };
        let mut ids: Vec<i32> = keys.all().map(|key| key.id).collect();
        ids.sort_unstable();
        ids.dedup();
        anyhow::ensure!(ids.len() == 1 + keys.previous.len(), "PORTICO_PREVIOUS_SECRET_KEYS names a key twice");
        Ok(keys)
    }

    /// What protects all that is new.
    pub const fn newest(&self) -> &Key {
        &self.newest
    }

    /// The newest first.
    pub fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.previous)
    }

    /// `None`: it is not in the ring any more.
    pub fn of(&self, id: i32) -> Option<&Key> {
        self.all().find(|key| key.id == id)
    }

    pub fn peppers(&self) -> Peppers {
        Peppers::of(self.all().map(|key| (key.id, key.pepper.clone())).collect())
    }

    /// With the newest key.
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> anyhow::Result<[u8; 32]> {
        self.newest.mac(purpose, parts)
    }

    /// Encrypts for the database; `context` (the row's own id) must be given again to open it.
    pub fn seal(&self, text: &[u8], context: &[u8], random: &dyn Random) -> anyhow::Result<Vec<u8>> {
        self.newest.seal(text, context, random)
    }

    /// The reverse of `seal`, for rows that do not say which key it was. Fails when no key of the ring opens it, when the
    /// context or a single bit is different.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> anyhow::Result<Secret<Vec<u8>>> {
        let opened = self.all().find_map(|key| key.open(sealed, context));
        opened.context("sealed with another key or damaged")
    }

    /// What only an older key opens, so that it can be sealed anew; `None`: the newest opens it. Fails like `open`.
    pub fn reopen(&self, sealed: &[u8], context: &[u8]) -> anyhow::Result<Option<Secret<Vec<u8>>>> {
        match self.newest.open(sealed, context) {
            Some(_) => Ok(None),
            None => self.open(sealed, context).map(Some),
        }
    }

    /// Encrypts for a row that says which key it was.
    pub fn seal_row(&self, text: &[u8], context: &[u8], random: &dyn Random) -> anyhow::Result<Sealed> {
        Ok(Sealed { key_id: self.newest.id, bytes: self.newest.seal(text, context, random)? })
    }

    /// The reverse of `seal_row`, with the key that the row names.
    pub fn open_row(&self, sealed: &Sealed, context: &[u8]) -> anyhow::Result<Secret<Vec<u8>>> {
        let key = self.of(sealed.key_id).context("sealed with a key that is in the ring no more")?;
        key.open(&sealed.bytes, context).context("sealed with another key or damaged")
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
        assert_ne!(keys.newest().id, other.newest().id);
    }

    #[test]
    fn each_use_has_a_key_of_its_own() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        assert_ne!(keys.newest.pepper.expose(), keys.newest.mac.expose());
        assert_ne!(keys.newest.pepper.expose(), Keys::derive(&Secret::new([2; 32])).unwrap().newest.pepper.expose());
    }

    #[test]
    fn parts_cannot_be_moved_between_each_other() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        assert_ne!(keys.mac("p", &[b"ab", b"c"]).unwrap(), keys.mac("p", &[b"a", b"bc"]).unwrap());
    }

    #[test]
    fn an_older_key_opens_what_it_sealed_and_seals_nothing_more() {
        let [old, new] = [[1; 32], [2; 32]].map(Secret::new);
        let before = Keys::derive(&old).unwrap();
        let ring = Keys::ring(&new, std::slice::from_ref(&old)).unwrap();
        let (row, bare) =
            (before.seal_row(b"x", b"row", &SystemRandom).unwrap(), before.seal(b"y", b"row", &SystemRandom).unwrap());
        assert_eq!(ring.open_row(&row, b"row").unwrap().expose(), b"x");
        assert_eq!(ring.open(&bare, b"row").unwrap().expose(), b"y");
        let again = ring.seal_row(b"x", b"row", &SystemRandom).unwrap();
        assert_eq!(again.key_id, Keys::derive(&new).unwrap().newest().id);
        assert!(before.open_row(&again, b"row").is_err());
        assert!(Keys::derive(&new).unwrap().open_row(&row, b"row").is_err());
        assert!(Keys::ring(&new, &[old, new.clone()]).is_err());
    }
}
