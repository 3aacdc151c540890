//! Pools of connections, and which of those are not used again: one whose transaction did not begin or end as it should.

use super::{
    availability::{Availability, REPLACED, State},
    place::Place,
};
use sea_orm::{
    DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector,
    sqlx::{
        Connection, Database, Error, Result,
        pool::{PoolConnectionMetadata, PoolOptions},
    },
};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long a pooled connection may take to say that it lives.
const PING: Duration = Duration::from_secs(1);
/// How long people wait for others; when the database itself is gone, `Availability` knows sooner.
const WAIT: Duration = Duration::from_secs(20);

pub async fn open(availability: &Arc<Availability>, connections: u32) -> Result<DatabaseConnection> {
    match availability.place() {
        Place::Sqlite(options) => {
            let pool = options_of(availability, connections, true).connect_with(options.clone()).await?;
            Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
        }
        Place::Postgres(options) => {
            let pool = options_of(availability, connections, false).connect_with(options.clone()).await?;
            Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
        }
    }
}

/// A connection to a file cannot break, but its rollback waits in a queue; with a server it is the other way round.
fn options_of<DB: Database>(availability: &Arc<Availability>, connections: u32, is_file: bool) -> PoolOptions<DB> {
    let (given, taken) = (availability.clone(), availability.clone());
    PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            let availability = given.clone();
            Box::pin(async move { is_sound(connection, &meta, !is_file, &availability).await })
        })
        .after_release(move |connection, meta| {
            let availability = taken.clone();
            Box::pin(async move { is_sound(connection, &meta, is_file, &availability).await })
        })
}

/// Whether the next one may have it. An error: it is closed without another word.
async fn is_sound<C: Connection>(
    connection: &mut C,
    meta: &PoolConnectionMetadata,
    is_pinged: bool,
    availability: &Availability,
) -> Result<bool> {
    if is_pinged {
        timeout(PING, connection.ping()).await.map_err(|_| Error::PoolTimedOut)??;
    }
    if availability.state() == State::Gone {
        return Err(Error::PoolTimedOut);
    }
    let is_sound = !connection.is_in_transaction() && !availability.is_retired(meta.age);
    if !is_sound {
        metrics::counter!(REPLACED).increment(1);
    }
    Ok(is_sound)
}
