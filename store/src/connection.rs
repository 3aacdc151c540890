//! Connections to SQLite or PostgreSQL. SQLite has one writer at a time, beside several readers.

mod migrate;
mod upkeep;

use super::TRACES;
use super::audit_listener::{AuditListener, AuditListeners};
use super::availability::{Availability, DatabaseState, Need};
use super::database_settings::DatabaseSettings;
use super::database_url::{COMMAND, DatabaseUrl, SERVER};
use super::effects::Effects;
use super::guarded::Guarded;
use super::job_calls::JobCalls;
use super::read_cache::ReadCache;
use super::standby::Standby;
use super::{pool, pooler, sqlite_file};
use anyhow::Context as _;
use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
    sqlx::{ConnectOptions as _, Error as SqlxError},
};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;

/// A transaction. It is rolled back when it is dropped without `Store::commit`.
pub type Transaction = Guarded<DatabaseTransaction>;

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long the first connection to PostgreSQL may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const NO_ANSWER: &str = "PORTICO_DATABASE_URL: PostgreSQL does not answer";
const REFUSED: &str = "PORTICO_DATABASE_URL: PostgreSQL refused the connection";
const NO_CONNECTION: &str = "PORTICO_DATABASE_URL: there is no connection to PostgreSQL";

/// The connections to the database, its availability, and the cache of reads.
#[derive(Clone, Debug)]
pub struct Store {
    writer: DatabaseConnection,
    reader: Guarded<DatabaseConnection>,
    availability: Arc<Availability>,
    pub(super) read_cache: Arc<ReadCache>,
    standby: Option<Standby>,
    jobs: Arc<JobCalls>,
    /// Statements sent since the start.
    statements: Arc<AtomicU64>,
    audit_listeners: Arc<AuditListeners>,
}

impl Store {
    /// Connects to `sqlite://…` or `postgres://…`. The error never shows the URL, because it may contain a password.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        Store::open(DatabaseUrl::parse(url)?.named(COMMAND), POSTGRES_CONNECTIONS).await
    }

    /// Connects to a database that has to exist already. Otherwise like `connect`.
    pub async fn connect_existing(url: &str) -> anyhow::Result<Self> {
        Store::open(DatabaseUrl::parse_existing(url)?.named(COMMAND), POSTGRES_CONNECTIONS).await
    }

    async fn open(url: DatabaseUrl, connections: u32) -> anyhow::Result<Self> {
        let availability = Availability::new(url);
        let (writer, reader) = match availability.url() {
            DatabaseUrl::Sqlite(options) => {
                const FAILED: &str = "PORTICO_DATABASE_URL: SQLite does not open";
                sqlite_file::prepare(options).await.context(FAILED)?;
                let writer = pool::open(&availability, 1).await.context(FAILED)?;
                (writer, pool::open(&availability, READERS).await.context(FAILED)?)
            }
            DatabaseUrl::Postgres(options) => {
                // A pool would keep retrying where no server listens.
                let first = timeout(CONNECT_TIMEOUT, options.connect()).await;
                let first = first.context(NO_ANSWER)?.map_err(not_connected)?;
                pooler::refuse_mixing("PORTICO_DATABASE_URL", options, first).await?;
                let pool = pool::open(&availability, connections).await.map_err(not_connected)?;
                (pool.clone(), pool)
            }
        };
        Ok(Store::of(writer, reader, availability))
    }

    /// Connects as the settings say, for a server: `demand_no_server` of others finds it.
    pub async fn connect_with(settings: &DatabaseSettings) -> anyhow::Result<Self> {
        settings.check()?;
        let connections = settings.connections.map_or(POSTGRES_CONNECTIONS, NonZero::get);
        let mut store = Store::open(DatabaseUrl::parse(settings.url.expose())?.named(SERVER), connections).await?;
        if let Some(url) = &settings.read_url {
            let url = DatabaseUrl::parse(url.expose())?.named(SERVER);
            let standby = Standby::open(url, connections, &store.statements);
            store.standby = Some(standby.await?);
        }
        Ok(store)
    }

    fn of(mut writer: DatabaseConnection, mut reader: DatabaseConnection, availability: Arc<Availability>) -> Self {
        let statements: Arc<AtomicU64> = Arc::default();
        for connection in [&mut writer, &mut reader] {
            pool::count_statements(connection, &statements);
        }
        let reader = Guarded::new(reader, availability.clone());
        Store {
            writer,
            reader,
            availability,
            read_cache: Arc::default(),
            standby: None,
            jobs: Arc::default(),
            statements,
            audit_listeners: Arc::default(),
        }
    }

    /// How many statements were sent since the start, without the beginnings and ends of transactions.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// For lists, searches and exports that may be a moment behind. Nothing may be decided by what they say.
    pub(super) fn lists(&self) -> &Guarded<DatabaseConnection> {
        self.standby.as_ref().and_then(Standby::connection).unwrap_or(&self.reader)
    }

    /// Calls the background jobs of this process.
    pub fn jobs(&self) -> &JobCalls {
        &self.jobs
    }

    /// For reads outside a transaction.
    pub(super) fn reader(&self) -> &Guarded<DatabaseConnection> {
        &self.reader
    }

    /// What the database can do, as far as is known.
    pub fn state(&self) -> DatabaseState {
        self.availability.state()
    }

    /// Begins a write transaction. Fails at once while the database cannot be written to.
    pub async fn begin(&self) -> anyhow::Result<Transaction> {
        let (span, asked) = (tracing::info_span!(target: TRACES, "begin a transaction"), Instant::now());
        let begun = self.availability.guard(Need::Writer, self.begin_unguarded()).instrument(span).await;
        metrics::histogram!("portico_database_wait_seconds").record(asked.elapsed());
        let transaction = begun.context("no transaction could be started")?;
        Ok(Guarded::new(transaction, self.availability.clone()))
    }

    /// Begins a transaction that only reads, and sees everything as it was at its first statement. It keeps nobody from
    /// writing. Not on the reader, which may be a standby that lags behind.
    pub(super) async fn begin_snapshot(&self) -> anyhow::Result<Transaction> {
        let options = match self.writer.get_database_backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..Default::default()
            },
            _ => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..Default::default()
            },
        };
        let begun = self.availability.guard(Need::Answer, self.writer.begin_with_options(options)).await;
        Ok(Guarded::new(begun.context("no transaction could be started")?, self.availability.clone()))
    }

    async fn begin_unguarded(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let begun = self.writer.begin_with_options(options).await;
        // `BEGIN IMMEDIATE` fails inside a transaction, also inside one that sqlx has lost track of.
        if begun.as_ref().is_err_and(|error| !matches!(error, DbErr::ConnectionAcquire(_))) {
            self.availability.retire_connections();
        }
        begun
    }

    /// Commits a transaction. Drops the read cache if it may be stale, and wakes the jobs that wait for what was
    /// written.
    pub async fn commit(&self, transaction: Transaction) -> anyhow::Result<()> {
        let effects = transaction.effects();
        // Also when the commit fails or its future is dropped: it may have changed something all the same.
        let _clears = Effects::has(&effects.is_cache_stale).then(|| ClearsWhenDropped(&self.read_cache));
        let span = tracing::info_span!(target: TRACES, "commit a transaction");
        transaction.commit().instrument(span).await.context("the transaction did not commit")?;
        self.audit_listeners.tell(&effects.take_audit_events());
        self.jobs.after(&effects);
        Ok(())
    }

    /// Has a listener called with each audit event that this process stores.
    pub fn listen_to_audit_events(&self, listener: AuditListener) {
        self.audit_listeners.set(listener);
    }

    /// Sets the metrics of the connection pools. Sends no statement.
    pub fn measure_pools(&self) {
        pool::measure("write", &self.writer);
        pool::measure("read", self.lists());
    }

    /// Waits for running operations and closes all connections.
    pub async fn close(self) {
        let standby = self.standby.map(Standby::into_inner);
        for connection in [self.reader.into_inner(), self.writer].into_iter().chain(standby) {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a database connection did not close");
            }
        }
    }
}

/// Why there is no connection to PostgreSQL. Only a server that is not reached does not answer.
fn not_connected(error: SqlxError) -> anyhow::Error {
    let what = match &error {
        SqlxError::Io(_) | SqlxError::PoolTimedOut => NO_ANSWER,
        SqlxError::Database(_) => REFUSED,
        _ => NO_CONNECTION,
    };
    anyhow::Error::new(error).context(what)
}

struct ClearsWhenDropped<'a>(&'a ReadCache);

impl Drop for ClearsWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.clear();
    }
}
