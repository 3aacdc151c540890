//! How fast the job that deletes expired data deletes old events of the audit log.

use crate::furnished::{self, USER_AGENT};
use crate::postgres::Postgres;
use crate::report::{Row, say, thousands};
use anyhow::{Context as _, ensure};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};
use service::clock::{Clock as _, SystemClock};
use std::time::Instant;
use store::{Store, audit, purge};

const DATABASE: &str = "bench_costs_old";
const ACCOUNTS: usize = 1_000;
const EVENTS_EACH: i64 = 1_000;
/// How many of them are older than events are kept.
const OLD_EACH: i64 = 200;
const OLD: i64 = 200_000;

pub async fn measure(what: &'static str, postgres: &Postgres) -> anyhow::Result<Row> {
    postgres.remove(DATABASE).await;
    postgres.create(DATABASE, false).await;
    let outcome = deleted(&postgres.url(DATABASE)).await;
    postgres.remove(DATABASE).await;
    let (seconds, a_second) = outcome?;
    Ok(Row::to_know(what, format!("{} rows a second ({seconds:.1} s)", thousands(a_second as usize))))
}

/// How many seconds it takes, and how many rows that is in one second.
async fn deleted(url: &str) -> anyhow::Result<(f64, f64)> {
    say("making a million events");
    furnished::seed_at(url, ACCOUNTS).await?;
    let raw = Database::connect(url).await?;
    fill(&raw).await?;
    let before = count(&raw).await?;
    say("deleting the old ones");
    let store = Store::connect(url).await?;
    let began = Instant::now();
    purge::purge_expired(&store, SystemClock.now()).await?;
    let seconds = began.elapsed().as_secs_f64();
    let gone = before - count(&raw).await?;
    ensure!(gone == OLD, "{gone} events were deleted");
    store.close().await;
    raw.close().await?;
    Ok((seconds, OLD as f64 / seconds))
}

/// Inserts the rows directly. Each account has one event a minute, the old ones before the day on which they expired.
async fn fill(raw: &DatabaseConnection) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let expired = (now - audit::KEPT).0 - 86_400_000;
    raw.execute_unprepared(&format!(
        "INSERT INTO audit_event (id, at, organisation_id, account_id, actor_id, activity, detail, client_address,
             user_agent)
         SELECT gen_random_uuid(), CASE WHEN number <= {OLD_EACH} THEN {expired} ELSE {} END - number * 60000,
             organisation_id, id, id, 'signed_in', 'password', '198.51.100.7', '{USER_AGENT}'
         FROM account, generate_series(1, {EVENTS_EACH}) AS number",
        now.0
    ))
    .await?;
    // PostgreSQL does this by itself after a while.
    raw.execute_unprepared("VACUUM ANALYZE").await?;
    Ok(())
}

async fn count(raw: &DatabaseConnection) -> anyhow::Result<i64> {
    let statement = Statement::from_string(DbBackend::Postgres, "SELECT COUNT(*) FROM audit_event");
    let row = raw.query_one_raw(statement).await?.context("a count is one row")?;
    Ok(row.try_get_by_index(0)?)
}
