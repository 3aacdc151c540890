//! One door to SQLite or PostgreSQL. Writers go one at a time on SQLite, beside any number of readers.

use super::{migration::Migrator, seen::Seen};
use anyhow::{Context as _, bail, ensure};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait as _,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use sea_orm_migration::MigratorTrait as _;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// A unit of work: all of it is kept, or nothing. Dropped without `commit`, nothing is.
pub type Transaction = DatabaseTransaction;

/// The same number in every Portico, so that only one migrates a database at a time.
const MIGRATION_LOCK: i64 = 0x0070_6f72_7469_636f;
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

#[derive(Clone, Debug)]
pub struct Store {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    pub(super) seen: Arc<Seen>,
    /// How many statements were sent.
    statements: Arc<AtomicU64>,
}

impl Store {
    /// Connects to `sqlite://…` or `postgres://…`. The error never shows the URL: it may hold a password.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            make_folder(rest)?;
            let writer =
                Database::connect(sqlite(url, 1)).await.context("PORTICO_DATABASE_URL: SQLite does not open")?;
            let reader =
                Database::connect(sqlite(url, READERS)).await.context("PORTICO_DATABASE_URL: SQLite does not open")?;
            Ok(Store::of(writer, reader))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let mut options = quiet(url, POSTGRES_CONNECTIONS);
            // A restarted server leaves dead connections in the pool.
            options.test_before_acquire(true);
            let pool = Database::connect(options).await.context("PORTICO_DATABASE_URL: PostgreSQL does not answer")?;
            Ok(Store::of(pool.clone(), pool))
        } else {
            bail!("PORTICO_DATABASE_URL starts with neither sqlite:// nor postgres://")
        }
    }

    fn of(mut writer: DatabaseConnection, mut reader: DatabaseConnection) -> Self {
        let statements: Arc<AtomicU64> = Arc::default();
        for connection in [&mut writer, &mut reader] {
            let statements = statements.clone();
            connection.set_metric_callback(move |_| {
                statements.fetch_add(1, Ordering::Relaxed);
            });
        }
        Store { writer, reader, seen: Arc::default(), statements }
    }

    /// How many statements were sent since the start; beginnings and ends of transactions are not counted.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// For reading outside a transaction.
    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Starts a unit of work that writes.
    pub async fn begin(&self) -> anyhow::Result<Transaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        self.writer.begin_with_options(options).await.context("no transaction could be started")
    }

    /// Keeps all of a unit of work.
    pub async fn commit(&self, transaction: Transaction) -> anyhow::Result<()> {
        // Also after a failure, and when nobody waits for the end: what is left behind is not known.
        let _forgetting = Forgetting(&self.seen);
        self.commit_apart(transaction).await
    }

    /// The same for one that changed no session that was there, no account and no organisation: what was read of them still
    /// holds.
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub async fn commit_apart(&self, transaction: Transaction) -> anyhow::Result<()> {
        transaction.commit().await.context("the transaction did not commit")
    }

    /// Brings the tables up to date, one server at a time.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            // A table that is written anew would take along what refers to it. Inside a transaction this cannot be said.
            self.writer.execute_unprepared("PRAGMA foreign_keys = OFF").await?;
            let outcome = self.migrate_sqlite().await;
            self.writer.execute_unprepared("PRAGMA foreign_keys = ON").await?;
            return outcome.context("the database could not be migrated");
        }
        // The lock lives as long as this transaction, on a connection of its own.
        let lock = self.writer.begin().await?;
        lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        let outcome = Migrator::up(&self.writer, None).await;
        self.commit(lock).await?;
        outcome.context("the database could not be migrated")
    }

    /// By the one writer of the file; the tables are all there afterwards, or none.
    async fn migrate_sqlite(&self) -> anyhow::Result<()> {
        let transaction = self.begin().await?;
        if Migrator::get_pending_migrations(&transaction).await?.is_empty() {
            return Ok(());
        }
        Migrator::up(&transaction, None).await?;
        let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
        ensure!(transaction.query_one_raw(check).await?.is_none(), "something refers to a row that is not there");
        self.commit(transaction).await
    }

    /// Whether the database answers and has nothing left to migrate.
    pub async fn is_ready(&self) -> anyhow::Result<bool> {
        Ok(Migrator::get_pending_migrations(&self.reader).await.context("the database does not answer")?.is_empty())
    }

    /// Finishes what is under way and lets go of the database.
    pub async fn close(self) {
        for connection in [self.reader, self.writer] {
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

fn quiet(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(20))
        .sqlx_logging(false)
        .test_before_acquire(false);
    options
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = quiet(url, connections);
    options.map_sqlx_sqlite_opts(|options| {
        options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
    });
    options
}

/// SQLite makes a missing file, not the folder around it.
fn make_folder(rest: &str) -> anyhow::Result<()> {
    let path = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .with_context(|| format!("PORTICO_DATABASE_URL: {} cannot be made", folder.display())),
        _ => Ok(()),
    }
}
