//! One door to SQLite or PostgreSQL. Writers go one at a time on SQLite, beside any number of readers.

use super::{
    availability::{Availability, Need, State},
    guarded::Guarded,
    migration::Migrator,
    place::Place,
    pool,
    schema::{self, Schema},
    seen::Seen,
};
use anyhow::{Context as _, bail, ensure};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait as _, sqlx::ConnectOptions as _,
};
use sea_orm_migration::MigratorTrait as _;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;

/// A unit of work: all of it is kept, or nothing. Dropped without `commit`, nothing is.
pub type Transaction = Guarded<DatabaseTransaction>;

/// The same number in every Portico, so that only one migrates a database at a time.
const MIGRATION_LOCK: i64 = 0x0070_6f72_7469_636f;
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// For the first connection of all.
const PATIENCE: Duration = Duration::from_secs(3);
const NO_ANSWER: &str = "PORTICO_DATABASE_URL: PostgreSQL does not answer";

#[derive(Clone, Debug)]
pub struct Store {
    writer: DatabaseConnection,
    reader: Guarded<DatabaseConnection>,
    availability: Arc<Availability>,
    pub(super) seen: Arc<Seen>,
    /// How many statements were sent.
    statements: Arc<AtomicU64>,
}

impl Store {
    /// Connects to `sqlite://…` or `postgres://…`. The error never shows the URL: it may hold a password.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let place = Place::read(url)?;
        let availability = Availability::new(place);
        let (writer, reader) = match availability.place() {
            Place::Sqlite(_) => {
                const FAILED: &str = "PORTICO_DATABASE_URL: SQLite does not open";
                let writer = pool::open(&availability, 1).await.context(FAILED)?;
                (writer, pool::open(&availability, READERS).await.context(FAILED)?)
            }
            Place::Postgres(options) => {
                // A pool would go on asking where nobody listens.
                let first = timeout(PATIENCE, options.connect()).await;
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
        Store { writer, reader, availability, seen: Arc::default(), statements }
    }

    /// How many statements were sent since the start; beginnings and ends of transactions are not counted.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// For reading outside a transaction.
    pub(super) fn reader(&self) -> &Guarded<DatabaseConnection> {
        &self.reader
    }

    /// What can be done with the database, as far as is known.
    pub fn state(&self) -> State {
        self.availability.state()
    }

    /// Starts a unit of work that writes.
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
        // `BEGIN IMMEDIATE` is refused within a transaction, also within one that sqlx does not know of.
        if begun.as_ref().is_err_and(|error| !matches!(error, DbErr::ConnectionAcquire(_))) {
            self.availability.retire_connections();
        }
        begun
    }

    /// Keeps all of a unit of work.
    pub async fn commit(&self, transaction: Transaction) -> anyhow::Result<()> {
        // Also after a failure, and when nobody waits for the end: what is left behind is not known.
        let _forgetting = Forgetting(&self.seen);
        self.commit_apart(transaction).await
    }

    /// The same for one that changed no session that was there, no account and no organisation: what was read of them still
    /// holds.
    pub async fn commit_apart(&self, transaction: Transaction) -> anyhow::Result<()> {
        transaction.commit().await.context("the transaction did not commit")
    }

    /// Brings the tables up to date, one server at a time.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        match self.schema().await? {
            Schema::Current => return Ok(()),
            Schema::Newer => bail!(schema::NEWER),
            Schema::Older => {}
        }
        const FAILED: &str = "the database could not be migrated";
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            // A table that is written anew would take along what refers to it. Inside a transaction this cannot be said.
            self.writer.execute_unprepared("PRAGMA foreign_keys = OFF").await?;
            let outcome = self.migrate_sqlite().await;
            self.writer.execute_unprepared("PRAGMA foreign_keys = ON").await?;
            return outcome.context(FAILED);
        }
        // The lock lives as long as this transaction, on a connection of its own.
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

    /// By the one writer of the file; the tables are all there afterwards, or none.
    async fn migrate_sqlite(&self) -> anyhow::Result<()> {
        let transaction = self.begin_unguarded().await?;
        Migrator::up(&transaction, None).await?;
        let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
        ensure!(transaction.query_one_raw(check).await?.is_none(), "something refers to a row that is not there");
        schema::note_compatibility(&transaction).await?;
        self.commit(Guarded::new(transaction, self.availability.clone())).await
    }

    /// Whether the tables are those that this release knows. Reads only, in one statement.
    pub async fn schema(&self) -> anyhow::Result<Schema> {
        schema::read(&self.reader).await.context("the database does not answer")
    }

    /// Finishes what is under way and lets go of the database.
    pub async fn close(self) {
        for connection in [self.reader.into_inner(), self.writer] {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a database connection did not close");
            }
        }
    }
}

/// Forgets what was seen when it goes.
struct Forgetting<'a>(&'a Seen);

impl Drop for Forgetting<'_> {
    fn drop(&mut self) {
        self.0.forget();
    }
}
