//! Connection pools. A connection is not used again if its transaction did not begin or end as it should.

use super::availability::{Availability, DatabaseState, REPLACED};
use super::database_url::DatabaseUrl;
use sea_orm::sqlx::pool::{PoolConnectionMetadata, PoolOptions};
use sea_orm::sqlx::{Connection, Database, Error, Result};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long a pooled connection may take to answer a ping.
const PING: Duration = Duration::from_secs(1);
/// A connection that was in use so recently is not pinged. Otherwise the pings would be a tenth of all statements.
const IN_USE: Duration = Duration::from_millis(100);
/// How long a request waits for a free connection. When the database itself is gone, `Availability` notices sooner.
const WAIT: Duration = Duration::from_secs(20);

/// Opens a pool of at most this many connections.
pub async fn open(availability: &Arc<Availability>, connections: u32) -> Result<DatabaseConnection> {
    match availability.url() {
        DatabaseUrl::Sqlite(options) => {
            let pool = options_of(availability, connections, true).connect_with(options.clone()).await?;
            Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
        }
        DatabaseUrl::Postgres(options) => {
            let pool = options_of(availability, connections, false).connect_with(options.clone()).await?;
            Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
        }
    }
}

/// A connection to an SQLite file cannot break, but its rollback waits in a queue, so it is pinged after use. A
/// connection to PostgreSQL can break while it is idle, so it is pinged before use.
fn options_of<DB: Database>(availability: &Arc<Availability>, connections: u32, is_file: bool) -> PoolOptions<DB> {
    let (before, after) = (availability.clone(), availability.clone());
    PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            let availability = before.clone();
            Box::pin(
                async move { is_sound(connection, &meta, !is_file && meta.idle_for >= IN_USE, &availability).await },
            )
        })
        .after_release(move |connection, meta| {
            let availability = after.clone();
            Box::pin(async move { is_sound(connection, &meta, is_file, &availability).await })
        })
}

/// Whether the connection may be used again. On an error it is closed at once, without notifying the server.
async fn is_sound<C: Connection>(
    connection: &mut C,
    meta: &PoolConnectionMetadata,
    is_pinged: bool,
    availability: &Availability,
) -> Result<bool> {
    if is_pinged {
        timeout(PING, connection.ping()).await.map_err(|_| Error::PoolTimedOut)??;
    }
    if availability.state() == DatabaseState::Gone {
        return Err(Error::PoolTimedOut);
    }
    let is_sound = !connection.is_in_transaction() && !availability.is_retired(meta.age);
    if !is_sound {
        metrics::counter!(REPLACED).increment(1);
    }
    Ok(is_sound)
}
