//! What some work costs: the processor time of the server's process, and what PostgreSQL does meanwhile.

use crate::postgres::Postgres;
use crate::release::Portico;
use crate::report::say;
use anyhow::Context as _;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use std::time::{Duration, Instant};

/// How long to wait until all that belongs to the work has been done and is in the WAL on the disk: messages are settled
/// after they were sent, and what no commit waits for is written five times in a second.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

pub struct Counter<'a> {
    portico: &'a Portico,
    database: &'static str,
    /// To another database, so that the benchmark's own statements do not count.
    raw: DatabaseConnection,
}

struct Reading {
    at: Instant,
    processor: f64,
    statements: i64,
    /// The end of the WAL.
    end: String,
}

/// What was counted. Seconds and bytes.
#[derive(Clone, Copy)]
pub struct Cost {
    seconds: f64,
    pub processor: f64,
    pub statements: f64,
    /// Those that wrote something.
    pub commits: f64,
    /// Inserted, updated and deleted ones.
    pub rows: f64,
    pub wal: f64,
}

impl<'a> Counter<'a> {
    /// Nobody but the server may use the database.
    pub async fn open(postgres: &Postgres, portico: &'a Portico, database: &'static str) -> anyhow::Result<Self> {
        let raw = Database::connect(postgres.url("postgres")).await?;
        for extension in ["pg_stat_statements", "pg_walinspect"] {
            raw.execute_unprepared(&format!("CREATE EXTENSION IF NOT EXISTS {extension}")).await?;
        }
        Ok(Counter { portico, database, raw })
    }

    /// Counts what happens during `work`.
    pub async fn during<T>(&self, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<(T, Cost)> {
        let before = self.read().await?;
        let outcome = work.await?;
        let after = self.read().await?;
        let [commits, rows, wal] = self.written(&before.end, &after.end).await?;
        let cost = Cost {
            seconds: (after.at - before.at).as_secs_f64(),
            processor: after.processor - before.processor,
            statements: (after.statements - before.statements) as f64,
            commits,
            rows,
            wal,
        };
        Ok((outcome, cost))
    }

    /// How many connections the server has to its database.
    pub async fn connections(&self) -> anyhow::Result<i64> {
        let sql = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{}'", self.database);
        Ok(self.row(&sql).await?.try_get_by_index(0)?)
    }

    async fn read(&self) -> anyhow::Result<Reading> {
        tokio::time::sleep(SETTLED_AFTER).await;
        // Statements that begin and end transactions are not in the view: `track_utility` is off.
        let sql = format!(
            "SELECT COALESCE(SUM(calls), 0)::bigint, pg_current_wal_flush_lsn()::text FROM pg_stat_statements
             WHERE dbid = (SELECT oid FROM pg_database WHERE datname = '{}')",
            self.database
        );
        let row = self.row(&sql).await?;
        let (statements, end) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Reading { at: Instant::now(), processor: self.portico.processor()?, statements, end })
    }

    /// The commits, rows and bytes between two places of the WAL. The WAL says at once what the statistics of tables say
    /// after ten seconds, and it has only those commits that wrote something.
    async fn written(&self, from: &str, to: &str) -> anyhow::Result<[f64; 3]> {
        if from == to {
            return Ok([0.0; 3]);
        }
        let kind = "\"resource_manager/record_type\"";
        let sql = format!(
            "SELECT COALESCE(SUM(count) FILTER (WHERE {kind} = 'Transaction/COMMIT'), 0)::bigint,
                COALESCE(SUM(count) FILTER (WHERE {kind} ~ '^Heap/(INSERT|UPDATE|HOT_UPDATE|DELETE)'), 0)::bigint,
                pg_wal_lsn_diff('{to}', '{from}')::bigint,
                COALESCE(SUM(fpi_size), 0)::bigint
             FROM pg_get_wal_stats('{from}', '{to}', true)"
        );
        let row = self.row(&sql).await?;
        let number = |at: usize| anyhow::Ok(row.try_get_by_index::<i64>(at)? as f64);
        let whole_pages = number(3)?;
        if whole_pages > 0.0 {
            say(&format!("{whole_pages} bytes of the WAL are whole pages"));
        }
        Ok([number(0)?, number(1)?, number(2)?])
    }

    async fn row(&self, sql: &str) -> anyhow::Result<QueryResult> {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        self.raw.query_one_raw(statement).await?.context("PostgreSQL does not say")
    }
}

impl Cost {
    /// What is left without the cost of a server that has nothing to do for as long.
    pub fn without(self, idle: &Cost) -> Self {
        let share = self.seconds / idle.seconds;
        let rest = |all: f64, idle: f64| (all - idle * share).max(0.0);
        Cost {
            seconds: self.seconds,
            processor: rest(self.processor, idle.processor),
            statements: rest(self.statements, idle.statements),
            commits: rest(self.commits, idle.commits),
            rows: rest(self.rows, idle.rows),
            wal: rest(self.wal, idle.wal),
        }
    }

    /// The share of one of `many` acts, with the names of the columns in docs/scaling.md.
    pub fn of_each(&self, many: usize) -> String {
        let of_one = |all: f64| all / many as f64;
        format!(
            "processor of the server {:.2} ms, statements {:.1}, commits {:.1}, rows written {:.1}, WAL {:.1} KB",
            of_one(self.processor) * 1e3,
            of_one(self.statements),
            of_one(self.commits),
            of_one(self.rows),
            of_one(self.wal) / 1e3
        )
    }

    /// For `many` requests in one minute, which are answered from memory nearly always.
    pub fn of_a_minute(&self, many: usize) -> String {
        format!(
            "processor of the server {:.3} ms, statements {:.1} in a second, commits {:.0} in a minute, rows written \
             {:.0} in a minute, WAL {:.1} KB in a minute",
            self.processor * 1e3 / many as f64,
            self.statements / 60.0,
            self.commits,
            self.rows,
            self.wal / 1e3
        )
    }
}
