//! Limits on connections and password hashing, so that no client exhausts the machine.

use super::raw::{RawSettings, parsed};
use anyhow::ensure;

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
        let connections = number("PORTICO_MAX_CONNECTIONS", &self.max_connections)?;
        let per_client = number("PORTICO_MAX_CONNECTIONS_PER_CLIENT", &self.max_connections_per_client)?;
        Ok(Capacity {
            connections: connections.unwrap_or(defaults.connections),
            connections_per_client: per_client.unwrap_or(defaults.connections_per_client),
            hashing_threads: number("PORTICO_HASHING_THREADS", &self.hashing_threads)?,
            hashing_queue: number("PORTICO_HASHING_QUEUE", &self.hashing_queue)?,
        })
    }
}

fn number(variable: &'static str, raw: &Option<String>) -> anyhow::Result<Option<usize>> {
    let number = raw.as_deref().map(parsed::<u32>(variable)).transpose()?;
    ensure!(number != Some(0), "{variable}: it must be at least 1; with 0 no user could sign in");
    Ok(number.map(|number| usize::try_from(number).unwrap_or(usize::MAX)))
}
