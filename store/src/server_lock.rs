//! Keeps a second server away from an SQLite file: a lock on a file beside it, which the system releases when the
//! process ends, however it ends.

use super::database_url::DatabaseUrl;
use super::sqlite_file;
use anyhow::{Context as _, bail};
use domain::Secret;
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
