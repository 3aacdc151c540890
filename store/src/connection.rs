//! Connections to SQLite or PostgreSQL. SQLite has one writer at a time, beside several readers.

use super::availability::{Availability, DatabaseState, Need};
use super::database_url::DatabaseUrl;
use super::effects::Effects;
use super::guarded::Guarded;
use super::migration::Migrator;
use super::pool;
use super::read_cache::ReadCache;
use super::schema::{self, Schema};
use anyhow::{Context as _, bail, ensure};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait as _, sqlx::ConnectOptions as _,
};
use sea_orm_migration::MigratorTrait as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::{sync::Notify, time::timeout};

/// A transaction. It is rolled back when it is dropped without `Store::commit`.
pub type Transaction = Guarded<DatabaseTransaction>;

/// Key of the advisory lock on PostgreSQL, the same in every Portico, so that only one of them migrates a database at a
/// time.
const MIGRATION_LOCK: i64 = 0x0070_6f72_7469_636f;
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long the first connection to PostgreSQL may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const NO_ANSWER: &str = "PORTICO_DATABASE_URL: PostgreSQL does not answer";

/// The connections to the database, its availability, and the cache of reads.
#[derive(Clone, Debug)]
pub struct Store {
    writer: DatabaseConnection,
    reader: Guarded<DatabaseConnection>,
    availability: Arc<Availability>,
    pub(super) read_cache: Arc<ReadCache>,
    /// Wakes the delivery of messages.
    outbox: Arc<Notify>,
    /// Wakes the work on imports.
    imports: Arc<Notify>,
    /// Wakes the delivery of logout notices.
    logouts: Arc<Notify>,
    /// Statements sent since the start.
    statements: Arc<AtomicU64>,
}

impl Store {
    /// Connects to `sqlite://…` or `postgres://…`. The error never shows the URL, because it may contain a password.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let availability = Availability::new(DatabaseUrl::parse(url)?);
        let (writer, reader) = match availability.url() {
            DatabaseUrl::Sqlite(_) => {
                const FAILED: &str = "PORTICO_DATABASE_URL: SQLite does not open";
                let writer = pool::open(&availability, 1).await.context(FAILED)?;
                (writer, pool::open(&availability, READERS).await.context(FAILED)?)
            }
            DatabaseUrl::Postgres(options) => {
                // A pool would keep retrying where no server listens.
                let first = timeout(CONNECT_TIMEOUT, options.connect()).await;
                first.context(NO_ANSWER)?.context(NO_ANSWER)?;
                let pool = pool::open(&availability, POSTGRES_CONNECTIONS).await.context(NO_ANSWER)?;
                (pool.clone(), pool)
            }
        };
        Ok(Store::of(writer, reader, availability))
    }

    fn of(mut writer: DatabaseConnection, mut reader: DatabaseConnection, availability: Arc<Availability>) -> Self {
        let statements: Arc<AtomicU64> = Arc::default();
        for connection in [&mut writer, &mut reader] {
            let statements = statements.clone();
            connection.set_metric_callback(move |_| {
                statements.fetch_add(1, Ordering::Relaxed);
            });
        }
        let reader = Guarded::new(reader, availability.clone());
        Store {
            writer,
            reader,
            availability,
            read_cache: Arc::default(),
            outbox: Arc::default(),
            imports: Arc::default(),
            logouts: Arc::default(),
            statements,
        }
    }

    /// How many statements were sent since the start, without the beginnings and ends of transactions.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
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
        let begun = self.availability.guard(Need::Writer, self.begin_unguarded()).await;
        let transaction = begun.context("no transaction could be started")?;
        Ok(Guarded::new(transaction, self.availability.clone()))
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
        transaction.commit().await.context("the transaction did not commit")?;
        for (effect, job) in [
            (&effects.has_message, &self.outbox),
            (&effects.has_import, &self.imports),
            (&effects.has_logout, &self.logouts),
        ] {
            if Effects::has(effect) {
                job.notify_one();
            }
        }
        Ok(())
    }

    /// Waits until a message is put into the outbox by this process, or `wake_outbox` is called.
    pub async fn outbox_written(&self) {
        self.outbox.notified().await;
    }

    /// Makes the delivery look for messages that are due.
    pub fn wake_outbox(&self) {
        self.outbox.notify_one();
    }

    /// Waits until a session is ended by this process.
    pub async fn logouts_written(&self) {
        self.logouts.notified().await;
    }

    /// Waits until an import is accepted by this process.
    pub async fn imports_written(&self) {
        self.imports.notified().await;
    }

    /// Runs the missing migrations, on one server at a time. Fails when the database is newer than this release.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        match self.schema().await? {
            Schema::Current => return Ok(()),
            Schema::Newer => bail!(schema::NEWER),
            Schema::Older => {}
        }
        const FAILED: &str = "the database could not be migrated";
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            // Rebuilding a table would cascade to the rows that refer to it. SQLite ignores this pragma inside a
            // transaction.
            self.writer.execute_unprepared("PRAGMA foreign_keys = OFF").await?;
            let outcome = self.migrate_sqlite().await;
            self.writer.execute_unprepared("PRAGMA foreign_keys = ON").await?;
            return outcome.context(FAILED);
        }
        // The advisory lock lasts as long as this transaction, which has a separate connection.
        let lock = self.writer.begin().await?;
        lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        let outcome = async {
            Migrator::up(&self.writer, None).await?;
            schema::note_compatibility(&self.writer).await
        };
        let outcome = outcome.await;
        self.commit(Guarded::new(lock, self.availability.clone())).await?;
        outcome.context(FAILED)
    }

    /// Migrates in one transaction on the only writer connection: all migrations apply, or none.
    async fn migrate_sqlite(&self) -> anyhow::Result<()> {
        let transaction = self.begin_unguarded().await?;
        Migrator::up(&transaction, None).await?;
        let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
        ensure!(transaction.query_one_raw(check).await?.is_none(), "something refers to a row that is not there");
        schema::note_compatibility(&transaction).await?;
        self.commit(Guarded::new(transaction, self.availability.clone())).await
    }

    /// Compares the tables with those that this release knows. One statement, which only reads.
    pub async fn schema(&self) -> anyhow::Result<Schema> {
        schema::read(&self.reader).await.context("the database does not answer")
    }

    /// Waits for running operations and closes all connections.
    pub async fn close(self) {
        for connection in [self.reader.into_inner(), self.writer] {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a database connection did not close");
            }
        }
    }
}

struct ClearsWhenDropped<'a>(&'a ReadCache);

impl Drop for ClearsWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.clear();
    }
}
