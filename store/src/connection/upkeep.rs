//! Keeps the file of SQLite and its write-ahead log from growing without end. PostgreSQL does that by itself.

use super::Store;
use crate::sqlite_file;
use anyhow::Context as _;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

/// Free pages that stay in the file for new rows. A page has 4 KiB.
const SPARE: i64 = 250;
/// Gives back so many pages in one transaction that other writers hardly wait.
const GIVE_BACK: &str = "PRAGMA incremental_vacuum(100)";
/// Waits 50 ms at most for those who still read the log. The busy timeout is that of `DatabaseUrl` again afterwards.
const CUT_OFF: &str = "PRAGMA busy_timeout = 50; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 2000";

impl Store {
    /// Gives the space of deleted rows back to the file system, a little at a time. A file that an earlier release made
    /// keeps its size.
    pub(crate) async fn give_space_back(&self) -> anyhow::Result<()> {
        if self.writer.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        let mut free = self.free_pages().await?;
        while free > SPARE {
            let transaction = self.begin().await?;
            transaction.execute_unprepared(GIVE_BACK).await?;
            self.commit(transaction).await?;
            let before = std::mem::replace(&mut free, self.free_pages().await?);
            if free >= before {
                break;
            }
        }
        Ok(())
    }

    async fn free_pages(&self) -> anyhow::Result<i64> {
        let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA freelist_count");
        let row = self.reader.query_one_raw(statement).await?.context("SQLite does not count its pages")?;
        Ok(row.try_get_by_index(0)?)
    }

    /// Writes a long log back into the file and cuts it off. SQLite does so by itself when nobody reads, which may never
    /// be the case on a busy server.
    pub async fn bound_log(&self) -> anyhow::Result<()> {
        if self.availability.url().file().is_some_and(sqlite_file::is_log_long) {
            // Most of the work, during which others can write.
            self.reader.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await?;
            self.writer.execute_unprepared(CUT_OFF).await?;
        }
        Ok(())
    }
}
