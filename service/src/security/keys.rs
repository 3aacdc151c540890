//! Keys derived from the configured secrets (RFC 5869), each for one use; the secrets themselves are not kept. The
//! newest key protects new data; older keys stay in the ring while the operator lists their secrets, so that the data
//! they protect can be read, and encrypted again with the newest.

use crate::random::Random;
use anyhow::{Context as _, anyhow};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use domain::Secret;
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use store::Sealed;

const NONCE: usize = 24;

/// The keys derived from one secret.
pub struct Key {
    /// Identifies the key. It is stored in the rows that the key protects.
    pub id: i32,
    pepper: Secret<[u8; 32]>,
    mac: Secret<[u8; 32]>,
    seal: XChaCha20Poly1305,
}

/// The key ring that protects data at rest.
pub struct Keys {
    newest: Key,
    /// Newer ones first.
    previous: Vec<Key>,
}

/// The secrets that passwords are hashed with, besides their salt. They are not in the database, so a stolen copy of it
/// does not allow guessing.
#[derive(Clone)]
pub struct Peppers {
    /// Each with the id of its key, the newest first.
    all: Vec<(i32, Secret<[u8; 32]>)>,
}

impl Peppers {
    /// Makes the list from peppers with the ids of their keys, the newest first.
    pub const fn of(all: Vec<(i32, Secret<[u8; 32]>)>) -> Self {
        Peppers { all }
    }

    /// The pepper of a key. A hash that names no key (`None`) uses the oldest pepper.
    pub(super) fn find(&self, id: Option<i32>) -> Option<&Secret<[u8; 32]>> {
        let found = match id {
            Some(id) => self.all.iter().find(|(key, _)| *key == id),
            None => self.all.last(),
        };
        found.map(|(_, pepper)| pepper)
    }

    /// The key id of the pepper for new hashes. `None`: there are no peppers.
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

    /// HMAC-SHA256 over a purpose and parts, each preceded by its length, so that different lists never look alike.
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

    /// `None`: the key or the context is a different one, or the data was altered.
    fn open(&self, sealed: &[u8], context: &[u8]) -> Option<Secret<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let opened = self.seal.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context });
        opened.map(Secret::new).ok()
    }
}

impl Keys {
    /// Makes a ring with a single key.
    pub fn derive(secret: &Secret<[u8; 32]>) -> anyhow::Result<Self> {
        Keys::ring(secret, &[])
    }

    /// Makes a ring of the newest secret and the previous ones, newer ones first. Fails when a secret is listed twice.
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

    /// The key that protects new data.
    pub const fn newest(&self) -> &Key {
        &self.newest
    }

    /// All keys of the ring, the newest first.
    pub fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.previous)
    }

    /// The key with this id. `None`: it is no longer in the ring.
    pub fn of(&self, id: i32) -> Option<&Key> {
        self.all().find(|key| key.id == id)
    }

    /// The peppers of all keys in the ring.
    pub fn peppers(&self) -> Peppers {
        Peppers::of(self.all().map(|key| (key.id, key.pepper.clone())).collect())
    }

    /// HMAC-SHA256 with the newest key; see [`Key::mac`].
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> anyhow::Result<[u8; 32]> {
        self.newest.mac(purpose, parts)
    }

    /// Encrypts for the database with the newest key. Decrypting needs the same `context` (the id of the row).
    pub fn seal(&self, text: &[u8], context: &[u8], random: &dyn Random) -> anyhow::Result<Vec<u8>> {
        self.newest.seal(text, context, random)
    }

    /// Decrypts what `seal` encrypted, for rows that store no key id. Fails when no key of the ring opens it, when the
    /// context is a different one, or when the data was altered.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> anyhow::Result<Secret<Vec<u8>>> {
        let opened = self.all().find_map(|key| key.open(sealed, context));
        opened.context("sealed with another key or damaged")
    }

    /// Decrypts data that only an older key opens, so that it can be encrypted again. `None`: the newest key opens it.
    /// Fails like `open`.
    pub fn reopen(&self, sealed: &[u8], context: &[u8]) -> anyhow::Result<Option<Secret<Vec<u8>>>> {
        match self.newest.open(sealed, context) {
            Some(_) => Ok(None),
            None => self.open(sealed, context).map(Some),
        }
    }

    /// Encrypts with the newest key, for a row that stores the key id.
    pub fn seal_row(&self, text: &[u8], context: &[u8], random: &dyn Random) -> anyhow::Result<Sealed> {
        Ok(Sealed { key_id: self.newest.id, bytes: self.newest.seal(text, context, random)? })
    }

    /// Decrypts what `seal_row` encrypted. Fails when the row's key is no longer in the ring, when the context is a
    /// different one, or when the data was altered.
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
