//! Which database to connect to, and with how many connections.

use super::database_url::DatabaseUrl;
use anyhow::{bail, ensure};
use domain::Secret;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// The least connections to PostgreSQL: a migration holds a lock on one and works on another one.
const LEAST: u32 = 2;

/// Which database to connect to. Its `Debug` shows no URL.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// `sqlite://…` or `postgres://…`.
    pub url: Secret<String>,
    /// A PostgreSQL standby, for lists, searches and exports only.
    pub read_url: Option<Secret<String>>,
    /// The most connections to PostgreSQL. `None`: as many as usual.
    pub connections: Option<NonZero<u32>>,
}

impl DatabaseSettings {
    /// A database with the usual connections.
    pub const fn of(url: Secret<String>) -> Self {
        DatabaseSettings { url, read_url: None, connections: None }
    }

    /// The file of an SQLite database. `None`: it is on PostgreSQL, or in memory.
    pub fn file(&self) -> Option<PathBuf> {
        DatabaseUrl::check(self.url.expose()).ok()?.file().map(Path::to_owned)
    }

    /// Fails if a URL cannot be used, without showing it and without connecting.
    pub fn check(&self) -> anyhow::Result<()> {
        const NEEDS: &str = "PORTICO_DATABASE_READ_URL";
        ensure!(
            self.connections.is_none_or(|connections| connections.get() >= LEAST),
            "PORTICO_DATABASE_CONNECTIONS is at least {LEAST}; 16 is usual"
        );
        let url = DatabaseUrl::check(self.url.expose())?;
        let Some(read_url) = &self.read_url else { return Ok(()) };
        match (url, DatabaseUrl::check(read_url.expose())) {
            (DatabaseUrl::Postgres(_), Ok(DatabaseUrl::Postgres(_))) => Ok(()),
            (DatabaseUrl::Sqlite(_), _) => {
                bail!("{NEEDS} is set, but PORTICO_DATABASE_URL is of SQLite, which has no standby. Remove it")
            }
            (DatabaseUrl::Postgres(_), _) => {
                bail!("{NEEDS} cannot be read; it looks like postgres://user:password@standby:5432/database")
            }
        }
    }
}
