//! Finds out whether a server runs on a database. On SQLite it keeps a second one away: a lock on a file beside the
//! database, which the system releases when the process ends, however it ends. On PostgreSQL the connections of servers
//! have a name.

use super::Store;
use super::database_url::{DatabaseUrl, SERVER};
use super::sql::Sql;
use super::sqlite_file;
use anyhow::{Context as _, bail, ensure};
use domain::Secret;
use sea_orm::{ConnectionTrait as _, DbBackend};
use std::fs::{File, TryLockError};
use std::path::PathBuf;

/// The lock. Dropping it releases it.
#[derive(Debug)]
pub struct ServerLock(#[expect(dead_code, reason = "dropping it releases the lock")] File);

impl ServerLock {
    /// Takes the lock on the database of a URL. `None`: several servers may use this database. Fails if another server
    /// has it. The error does not show the URL.
    pub fn take(url: &Secret<String>) -> anyhow::Result<Option<Self>> {
        let url = DatabaseUrl::parse(url.expose())?;
        let Some(database) = url.file() else { return Ok(None) };
        let mut name = database.as_os_str().to_owned();
        name.push("-lock");
        let path = PathBuf::from(name);
        let cannot = || format!("PORTICO_DATABASE_URL: {} cannot be locked", path.display());
        sqlite_file::make(&path)?;
        let file = File::options().write(true).open(&path).with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(ServerLock(file))),
            Err(TryLockError::WouldBlock) => bail!(
                "PORTICO_DATABASE_URL: another server uses this SQLite file and has locked {}. Stop it first; several \
                 servers need PostgreSQL",
                path.display()
            ),
            Err(TryLockError::Error(error)) => Err(error).with_context(cannot),
        }
    }
}

impl Store {
    /// Fails if a server is connected to this database of PostgreSQL. It cannot see one whose URL sets another name, one
    /// that connects a moment later, nor any where PostgreSQL does not tell this user: then it says nothing. For SQLite
    /// there is `ServerLock`.
    pub async fn demand_no_server(&self) -> anyhow::Result<()> {
        if self.reader().get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let mut sql = Sql::new(self.reader());
        let name = sql.bind(SERVER);
        sql.push(&format!(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = {name}"
        ));
        let connections = sql.all(self.reader()).await.unwrap_or_default();
        ensure!(
            connections.is_empty(),
            "a server of Portico is connected to this database. Stop all servers first. If none runs, a pooler may have \
             kept their connections: wait until it closes them, or connect past it"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_server_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let url = Secret::new(format!("sqlite://{}?mode=rwc", folder.path().join("portico.db").display()));
        let lock = ServerLock::take(&url).unwrap();
        assert!(lock.is_some());
        let error = format!("{:#}", ServerLock::take(&url).unwrap_err());
        assert!(error.contains("PORTICO_DATABASE_URL") && error.contains("another server"), "{error}");
        drop(lock);
        assert!(ServerLock::take(&url).unwrap().is_some());
    }

    #[test]
    fn other_databases_have_several() {
        for url in ["sqlite::memory:", "postgres://user@db.example/portico"] {
            assert!(ServerLock::take(&Secret::new(url.to_owned())).unwrap().is_none(), "{url}");
        }
    }
}
