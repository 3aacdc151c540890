//! A cache of reads: almost every request needs an organisation and the session of its token, every check of a proxy an
//! application and a pass, and every request of a client the client, its secret and a token. Every commit of this
//! process that may have changed them drops the whole cache.
//! Only a change by another process (another server, the command line) can go unseen, for at most `FRESH`.

use super::applications::Application;
use super::oauth_access_tokens::AccessToken;
use super::oauth_clients::{Client, KnownSecret};
use super::passes::Pass;
use super::{TokenHash, organisations::Organisation, sessions::SessionWithAccount};
use domain::application::ProtectedOrigin;
use domain::{ClientId, Seconds, Slug, Timestamp};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How long an entry is valid.
const FRESH: Seconds = Seconds(1);
/// Entries of each map. A few megabytes at most.
const MOST: usize = 4_096;

/// All that is cached.
#[derive(Debug, Default)]
pub struct ReadCache {
    /// The number of commits that dropped the cache.
    drops: AtomicU64,
    pub sessions: CacheMap<TokenHash, SessionWithAccount>,
    /// `None`: the first organisation that was created.
    pub organisations: CacheMap<Option<Slug>, Organisation>,
    pub applications: CacheMap<ProtectedOrigin, Application>,
    pub passes: CacheMap<TokenHash, Pass>,
    pub clients: CacheMap<ClientId, Client>,
    pub client_secrets: CacheMap<TokenHash, KnownSecret>,
    pub access_tokens: CacheMap<TokenHash, AccessToken>,
}

/// Cached values by key. Missing rows are not cached.
#[derive(Debug)]
pub struct CacheMap<K, V>(Mutex<HashMap<K, CacheEntry<V>>>);

#[derive(Debug)]
struct CacheEntry<V> {
    value: Arc<V>,
    read_at: Timestamp,
    /// The number of drops before it was read.
    drops: u64,
}

impl ReadCache {
    /// Drops all entries. What other tasks are reading at this moment will not be used from the cache either.
    pub fn clear(&self) {
        self.drops.fetch_add(1, Ordering::SeqCst);
    }

    /// Returns the cached value of a key, or calls `read` and caches the result. Fails as `read` does.
    pub async fn get_or_read<K: Clone + Eq + Hash, V>(
        &self,
        map: &CacheMap<K, V>,
        key: &K,
        now: Timestamp,
        read: impl Future<Output = anyhow::Result<Option<V>>>,
    ) -> anyhow::Result<Option<Arc<V>>> {
        let drops = self.drops.load(Ordering::SeqCst);
        if let Some(value) = map.get(key, drops, now) {
            return Ok(Some(value));
        }
        let value = read.await?.map(Arc::new);
        if let Some(value) = value.clone() {
            map.insert(key.clone(), CacheEntry { value, read_at: now, drops });
        }
        Ok(value)
    }
}

impl<K: Eq + Hash, V> CacheMap<K, V> {
    fn get(&self, key: &K, drops: u64, now: Timestamp) -> Option<Arc<V>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(entries.get(key).filter(|entry| entry.is_valid(drops, now))?.value.clone())
    }

    fn insert(&self, key: K, new: CacheEntry<V>) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MOST {
            entries.retain(|_, entry| entry.is_valid(new.drops, new.read_at));
        }
        if entries.len() < MOST {
            entries.insert(key, new);
        }
    }
}

impl<V> CacheEntry<V> {
    fn is_valid(&self, drops: u64, now: Timestamp) -> bool {
        self.drops == drops && self.read_at <= now && now < self.read_at + FRESH
    }
}

impl<K, V> Default for CacheMap<K, V> {
    fn default() -> Self {
        CacheMap(Mutex::default())
    }
}
