//! What was read of a session, kept for a moment: the same browser asks several times in a row.
//! Every commit of this process forgets all of it, so that only what others change (another server, the command line) can
//! go unseen, and for no longer than `FRESH`.

use super::{TokenHash, accounts::Account, organisations::Organisation, sessions::Session};
use domain::{Seconds, Timestamp};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

pub const FRESH: Seconds = Seconds(1);
/// A few megabytes at most.
const MOST: usize = 4_096;

/// A session with its account and organisation.
pub type Found = Arc<(Session, Account, Organisation)>;

#[derive(Debug, Default)]
pub struct SessionCache {
    commits: AtomicU64,
    kept: Mutex<HashMap<TokenHash, Kept>>,
}

#[derive(Debug)]
struct Kept {
    found: Found,
    read_at: Timestamp,
    /// How many commits there were before it was read.
    commits: u64,
}

impl SessionCache {
    /// To be asked before reading what is then kept.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    pub fn forget(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    pub fn find(&self, token: &TokenHash, now: Timestamp) -> Option<Found> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(token).filter(|kept| kept.is_good(self.commits(), now))?;
        Some(kept.found.clone())
    }

    pub fn keep(&self, token: &TokenHash, found: &Found, commits: u64, now: Timestamp) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            let commits = self.commits();
            kept.retain(|_, kept| kept.is_good(commits, now));
        }
        if kept.len() < MOST {
            kept.insert(token.clone(), Kept { found: found.clone(), read_at: now, commits });
        }
    }
}

impl Kept {
    fn is_good(&self, commits: u64, now: Timestamp) -> bool {
        self.commits == commits && self.read_at <= now && now < self.read_at + FRESH
    }
}
