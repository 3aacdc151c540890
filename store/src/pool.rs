//! Connection pools. A connection is not used again if its transaction did not begin or end as it should.

use super::availability::{Availability, DatabaseState, REPLACED};
use super::database_url::DatabaseUrl;
use sea_orm::sqlx::pool::{PoolConnectionMetadata, PoolOptions};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{Connection, Database, Error, Result};
use sea_orm::{DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// How long a pooled connection may take to answer a ping.
const PING: Duration = Duration::from_secs(1);
/// A connection that was in use so recently is not pinged. Otherwise the pings would be a tenth of all statements.
const IN_USE: Duration = Duration::from_millis(100);
/// How long a request waits for a free connection. When the database itself is gone, `Availability` notices sooner.
const WAIT: Duration = Duration::from_secs(20);

/// Opens a pool of at most this many connections to PostgreSQL. None is made before it is needed.
pub fn open_lazily(
    availability: &Arc<Availability>,
    options: &PgConnectOptions,
    connections: u32,
) -> DatabaseConnection {
    let pool = options_of(availability, connections, false).connect_lazy_with(options.clone());
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}

/// Adds each statement that is sent on the connections of a pool to a count.
pub fn count_statements(pool: &mut DatabaseConnection, statements: &Arc<AtomicU64>) {
    let statements = statements.clone();
    pool.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
}

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

/// Sets the metrics of a pool: how many of its connections are in use, and how many are open but idle.
pub fn measure(name: &'static str, pool: &DatabaseConnection) {
    let (open, idle) = match pool.get_database_backend() {
        DbBackend::Postgres => {
            let pool = pool.get_postgres_connection_pool();
            (pool.size() as usize, pool.num_idle())
        }
        _ => {
            let pool = pool.get_sqlite_connection_pool();
            (pool.size() as usize, pool.num_idle())
        }
    };
    for (state, number) in [("in_use", open.saturating_sub(idle)), ("idle", idle)] {
        metrics::gauge!("portico_database_connections", "pool" => name, "state" => state).set(number as f64);
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
