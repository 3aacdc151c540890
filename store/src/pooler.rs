//! Finds out whether a pooler between Portico and PostgreSQL mixes up the prepared statements of its clients. A pooler in
//! transaction mode gives each transaction any connection to the server. sqlx names the statements of each of its
//! connections in the same way, so a client may run the statement of another one.

use anyhow::{Context as _, anyhow, ensure};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _, Executor as _, Postgres, Result, Row as _, query_scalar};
use std::time::Duration;
use tokio::time::timeout;

/// How long the whole check may take. A pooler that has no connection left lets its clients wait.
const TIMEOUT: Duration = Duration::from_secs(3);
/// How often the connections are compared: a busy pooler may give the same ones by chance.
const ROUNDS: usize = 4;
const NO_SECOND: &str = "PostgreSQL gives Portico no second connection, and one is not enough";
const MIXED_UP: &str = "a pooler gives one connection to PostgreSQL to several clients and mixes up their prepared statements, \
    so that the answer to one may be that to another. Connect past the pooler, or set pool_mode = session in it, or use \
    PgBouncer 1.21 or later with max_prepared_statements above 0";

/// Fails if statements are mixed up. `setting` names the URL of these options in the error, and `first` is a connection
/// on which nothing was prepared yet.
pub async fn refuse_mixing(
    setting: &'static str,
    options: &PgConnectOptions,
    first: PgConnection,
) -> anyhow::Result<()> {
    let checked = timeout(TIMEOUT, check(options, first)).await;
    checked.unwrap_or_else(|_| Err(anyhow!(NO_SECOND))).context(setting)
}

async fn check(options: &PgConnectOptions, mut first: PgConnection) -> anyhow::Result<()> {
    let mut second = options.connect().await.context(NO_SECOND)?;
    let is_shared = is_shared(&mut first, &mut second).await;
    if is_shared.context("PostgreSQL, or a pooler in front of it, refuses a transaction")? {
        ensure!(keeps_apart(&mut first, &mut second).await.context(MIXED_UP)?, MIXED_UP);
    }
    for connection in [first, second] {
        // Nobody needs it any more.
        let _ = connection.close().await;
    }
    Ok(())
}

/// Whether both connections lead to the same process of PostgreSQL, or one of them to several. Without a pooler in
/// between, neither can happen.
async fn is_shared(first: &mut PgConnection, second: &mut PgConnection) -> Result<bool> {
    let own = process(first).await?;
    for _ in 0..ROUNDS {
        // During its transaction the second connection keeps its process for itself.
        run(second, "BEGIN").await?;
        let (other, now) = (process(second).await?, process(first).await?);
        run(second, "ROLLBACK").await?;
        if other == own || now != own {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the first statement of each connection, which both prepare under the same name, keeps its meaning.
async fn keeps_apart(first: &mut PgConnection, second: &mut PgConnection) -> Result<bool> {
    for _ in 0..ROUNDS {
        let before = prepared(first, "SELECT 1").await?;
        run(second, "BEGIN").await?;
        let (other, after) = (prepared(second, "SELECT 2").await?, prepared(first, "SELECT 1").await?);
        run(second, "ROLLBACK").await?;
        if (before, other, after) != (1, 2, 1) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn run(connection: &mut PgConnection, sql: &'static str) -> Result<()> {
    connection.execute(sql).await?;
    Ok(())
}

/// The process of PostgreSQL that answers this connection. Nothing is prepared for it.
async fn process(connection: &mut PgConnection) -> Result<i32> {
    connection.fetch_one("SELECT pg_backend_pid()").await?.try_get(0)
}

async fn prepared(connection: &mut PgConnection, sql: &'static str) -> Result<i32> {
    query_scalar::<Postgres, i32>(sql).fetch_one(connection).await
}
