//! A cache of reads: almost every request needs an organisation and the session of its token. Every commit of this
//! process that may have changed them drops the whole cache. Only a change by another process (another server, the
//! command line) can go unseen, for at most `FRESH`.

use super::{TokenHash, organisations::Organisation, sessions::Found};
use domain::{Seconds, Slug, Timestamp};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

const FRESH: Seconds = Seconds(1);
/// Entries of each kind. A few megabytes at most.
const MOST: usize = 4_096;

/// The read cache.
#[derive(Debug, Default)]
pub struct Seen {
    /// The number of commits that dropped the cache.
    commits: AtomicU64,
    pub sessions: Kind<TokenHash, Found>,
    /// `None`: the first organisation that was created.
    pub organisations: Kind<Option<Slug>, Organisation>,
}

/// Cached values of one kind, by key. Missing rows are not cached.
#[derive(Debug)]
pub struct Kind<K, V>(Mutex<HashMap<K, Kept<V>>>);

#[derive(Debug)]
struct Kept<V> {
    found: Arc<V>,
    read_at: Timestamp,
    /// The number of such commits before it was read.
    commits: u64,
}

impl Seen {
    /// Drops all entries.
    pub fn forget(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    /// Returns the cached value, or calls `read` and caches the result.
    pub async fn or<K: Clone + Eq + Hash, V>(
        &self,
        kind: &Kind<K, V>,
        key: &K,
        now: Timestamp,
        read: impl Future<Output = anyhow::Result<Option<V>>>,
    ) -> anyhow::Result<Option<Arc<V>>> {
        let commits = self.commits.load(Ordering::SeqCst);
        if let Some(found) = kind.find(key, commits, now) {
            return Ok(Some(found));
        }
        let found = read.await?.map(Arc::new);
        if let Some(found) = found.clone() {
            kind.keep(key.clone(), Kept { found, read_at: now, commits });
        }
        Ok(found)
    }
}

impl<K: Eq + Hash, V> Kind<K, V> {
    fn find(&self, key: &K, commits: u64, now: Timestamp) -> Option<Arc<V>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(all.get(key).filter(|kept| kept.is_good(commits, now))?.found.clone())
    }

    fn keep(&self, key: K, new: Kept<V>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, kept| kept.is_good(new.commits, new.read_at));
        }
        if all.len() < MOST {
            all.insert(key, new);
        }
    }
}

impl<V> Kept<V> {
    fn is_good(&self, commits: u64, now: Timestamp) -> bool {
        self.commits == commits && self.read_at <= now && now < self.read_at + FRESH
    }
}

impl<K, V> Default for Kind<K, V> {
    fn default() -> Self {
        Kind(Mutex::default())
    }
}
