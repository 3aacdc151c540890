//! What was read a moment ago: almost every request asks for an organisation and whose session it is.
//! Every commit of this process that may have changed it forgets all of it, so that only what others change (another server,
//! the command line) can go unseen, and for no longer than `FRESH`.

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
/// Of each kind. A few megabytes at most.
const MOST: usize = 4_096;

#[derive(Debug, Default)]
pub struct Seen {
    /// How many commits there were that may have changed something of this.
    commits: AtomicU64,
    pub sessions: Kind<TokenHash, Found>,
    /// `None`: the first created.
    pub organisations: Kind<Option<Slug>, Organisation>,
}

/// Things of one kind by their keys. What was not found is not kept.
#[derive(Debug)]
pub struct Kind<K, V>(Mutex<HashMap<K, Kept<V>>>);

#[derive(Debug)]
struct Kept<V> {
    found: Arc<V>,
    read_at: Timestamp,
    /// How many commits there were before it was read.
    commits: u64,
}

impl Seen {
    pub fn forget(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    /// What was seen a moment ago, else what `read` finds.
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
