//! Limits on connections and password hashing, so that no client exhausts the machine.

use super::parsed::parsed;
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

/// The settings as read, not yet parsed.
pub(super) struct WrittenCapacity<'a> {
    pub connections: Option<&'a str>,
    pub connections_per_client: Option<&'a str>,
    pub hashing_threads: Option<&'a str>,
    pub hashing_queue: Option<&'a str>,
}

impl WrittenCapacity<'_> {
    pub fn understood(&self) -> anyhow::Result<Capacity> {
        let usual = Capacity::default();
        let per_client = number("PORTICO_MAX_CONNECTIONS_PER_CLIENT", self.connections_per_client)?;
        Ok(Capacity {
            connections: number("PORTICO_MAX_CONNECTIONS", self.connections)?.unwrap_or(usual.connections),
            connections_per_client: per_client.unwrap_or(usual.connections_per_client),
            hashing_threads: number("PORTICO_HASHING_THREADS", self.hashing_threads)?,
            hashing_queue: number("PORTICO_HASHING_QUEUE", self.hashing_queue)?,
        })
    }
}

fn number(variable: &'static str, written: Option<&str>) -> anyhow::Result<Option<usize>> {
    let number = written.map(parsed::<u32>(variable)).transpose()?;
    ensure!(number != Some(0), "{variable}: with 0 nobody could sign in");
    Ok(number.map(|number| usize::try_from(number).unwrap_or(usize::MAX)))
}
