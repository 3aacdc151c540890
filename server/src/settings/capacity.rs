//! Limits on connections and password hashing, so that no client exhausts the machine.

use super::problems::Problems;
use super::raw::RawSettings;
use super::table::{HASHING_QUEUE, HASHING_THREADS, MAX_CONNECTIONS, MAX_CONNECTIONS_PER_CLIENT, Setting};
use std::num::NonZero;

const CONNECTIONS: usize = 4096;
const CONNECTIONS_PER_CLIENT: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub connections: usize,
    pub connections_per_client: usize,
    /// `None`: one per core.
    pub hashing_threads: Option<usize>,
    /// How many passwords may wait to be hashed. `None`: as many as are hashed within a few seconds.
    pub hashing_queue: Option<usize>,
}

impl Default for Capacity {
    fn default() -> Self {
        Capacity {
            connections: CONNECTIONS,
            connections_per_client: CONNECTIONS_PER_CLIENT,
            hashing_threads: None,
            hashing_queue: None,
        }
    }
}

impl RawSettings {
    /// The limits on connections and password hashing.
    pub fn capacity(&self) -> anyhow::Result<Capacity> {
        let defaults = Capacity::default();
        let mut problems = Problems::default();
        let mut size = |setting| problems.note(self.size(setting)).flatten();
        let capacity = Capacity {
            connections: size(&MAX_CONNECTIONS).unwrap_or(defaults.connections),
            connections_per_client: size(&MAX_CONNECTIONS_PER_CLIENT).unwrap_or(defaults.connections_per_client),
            hashing_threads: size(&HASHING_THREADS),
            hashing_queue: size(&HASHING_QUEUE),
        };
        problems.end()?;
        Ok(capacity)
    }

    /// A number of at least 1.
    pub(super) fn number(&self, setting: &Setting) -> anyhow::Result<Option<NonZero<u32>>> {
        self.parsed(setting, "a whole number of at least 1")
    }

    pub(super) fn size(&self, setting: &Setting) -> anyhow::Result<Option<usize>> {
        let number = self.number(setting)?;
        Ok(number.map(|number| usize::try_from(number.get()).unwrap_or(usize::MAX)))
    }
}
