//! What the database says about itself, for `portico doctor`. Only reads.

use super::sql::Sql;
use crate::prelude::*;
use sea_orm::DbBackend;

/// A database, as it describes itself.
#[derive(Clone, Debug)]
pub struct Engine {
    /// With the version: `PostgreSQL 15.14`.
    pub name: String,
    /// Whether a commit waits for the disk.
    pub is_durable: bool,
    /// `None`: an SQLite file.
    pub postgres: Option<PostgresEngine>,
}

/// What only PostgreSQL has.
#[derive(Clone, Copy, Debug)]
pub struct PostgresEngine {
    /// The time on its machine.
    pub clock: Timestamp,
    /// How many connections it accepts, of all its users together.
    pub most_connections: i64,
}

const POSTGRES: &str = "SELECT 'PostgreSQL ' || current_setting('server_version') AS name,
    current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' AS is_durable,
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock,
    current_setting('max_connections')::bigint AS most_connections";
const SQLITE: &str = "SELECT 'SQLite ' || sqlite_version() AS name";

/// Asks the database about itself.
pub async fn describe(store: &Store) -> anyhow::Result<Engine> {
    let is_postgres = store.reader().get_database_backend() == DbBackend::Postgres;
    let mut sql = Sql::new(store.reader());
    sql.push(if is_postgres { POSTGRES } else { SQLITE });
    let rows = sql.all(store.reader()).await.context("the database cannot be read")?;
    let row = rows.first().context("the database says nothing about itself")?;
    let name = row.try_get("", "name")?;
    if !is_postgres {
        // `DatabaseUrl` opens it so.
        return Ok(Engine { name, is_durable: true, postgres: None });
    }
    let postgres = PostgresEngine {
        clock: Timestamp(row.try_get("", "clock")?),
        most_connections: row.try_get("", "most_connections")?,
    };
    Ok(Engine { name, is_durable: row.try_get("", "is_durable")?, postgres: Some(postgres) })
}
