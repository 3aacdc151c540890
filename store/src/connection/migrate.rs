//! Migrates the database, and compares its tables with those that this release knows.

use super::Store;
use crate::guarded::Guarded;
use crate::migration::Migrator;
use crate::schema::{self, Schema};
use anyhow::{Context as _, bail, ensure};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, TransactionTrait as _};
use sea_orm_migration::MigratorTrait as _;

/// Key of the advisory lock on PostgreSQL, the same in every Portico, so that only one of them migrates a database at a
/// time.
const MIGRATION_LOCK: i64 = 0x0070_6f72_7469_636f;

impl Store {
    /// Runs the missing migrations, on one server at a time. Fails when the database is newer than this release.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        match self.schema().await? {
            Schema::Current => return Ok(()),
            Schema::Newer => bail!(schema::NEWER),
            Schema::Older => {}
        }
        self.migrate_steps(None).await
    }

    /// Runs the next missing migrations: all of them, or this many.
    pub(crate) async fn migrate_steps(&self, steps: Option<u32>) -> anyhow::Result<()> {
        const FAILED: &str = "the database could not be migrated";
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            // Rebuilding a table would cascade to the rows that refer to it. SQLite ignores this pragma inside a
            // transaction.
            self.writer.execute_unprepared("PRAGMA foreign_keys = OFF").await?;
            let outcome = self.migrate_sqlite(steps).await;
            self.writer.execute_unprepared("PRAGMA foreign_keys = ON").await?;
            return outcome.context(FAILED);
        }
        // The advisory lock lasts as long as this transaction, which has a separate connection.
        let lock = self.writer.begin().await?;
        lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        let outcome = async {
            Migrator::up(&self.writer, steps).await?;
            schema::note_compatibility(&self.writer).await
        };
        let outcome = outcome.await;
        self.commit(Guarded::new(lock, self.availability.clone())).await?;
        outcome.context(FAILED)
    }

    /// Migrates in one transaction on the only writer connection: all migrations apply, or none.
    async fn migrate_sqlite(&self, steps: Option<u32>) -> anyhow::Result<()> {
        let transaction = self.begin_unguarded().await?;
        Migrator::up(&transaction, steps).await?;
        let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
        ensure!(transaction.query_one_raw(check).await?.is_none(), "something refers to a row that is not there");
        schema::note_compatibility(&transaction).await?;
        self.commit(Guarded::new(transaction, self.availability.clone())).await
    }

    /// Compares the tables with those that this release knows. One statement, which only reads.
    pub async fn schema(&self) -> anyhow::Result<Schema> {
        schema::read(&self.reader).await.context("the database cannot be read")
    }

    /// The migrations that `migrate` would run, by name. Only reads.
    pub async fn missing_migrations(&self) -> anyhow::Result<Vec<String>> {
        schema::missing(&self.reader).await.context("the database cannot be read")
    }
}
