//! The file of an SQLite database and its write-ahead log. Only the user who runs Portico may read a file that Portico
//! makes.

use anyhow::Context as _;
use sea_orm::sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _, Result};
use std::fs::{DirBuilder, File, metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::Path;

/// The size in bytes that the log keeps after its content was written back into the file.
pub const LOG_SIZE: u64 = 64 << 20;

/// The file of a database. `None`: it is in memory.
pub fn of(options: &SqliteConnectOptions) -> Option<&Path> {
    let file = options.get_filename();
    // sqlx gives a database in memory a name of this form.
    (!file.as_os_str().as_encoded_bytes().starts_with(b"file:")).then_some(file)
}

/// A path as errors show it. With these signs in it, it may be a URL with a password that was meant for something else.
pub fn shown(path: &Path) -> &str {
    path.to_str().filter(|path| !path.contains(['@', ':'])).unwrap_or("that place")
}

/// Makes an empty file, and its folder, where there is none. SQLite would let other users of the machine read the file,
/// and gives its log the same permissions. A file that root makes belongs to the owner of its folder, because the server
/// runs as that user.
pub fn make(file: &Path) -> anyhow::Result<()> {
    let cannot = |path| format!("PORTICO_DATABASE_URL: {} cannot be made", shown(path));
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(|| cannot(folder))?;
    }
    match File::options().write(true).create_new(true).mode(0o600).open(file) {
        Ok(made) => give_to_owner_of(file.parent(), &made),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| cannot(file)),
    }
    Ok(())
}

fn give_to_owner_of(folder: Option<&Path>, made: &File) {
    if let Some(owner) = folder.and_then(|folder| metadata(folder).ok()) {
        // Fails for everybody but root, whose files are their own already.
        let _ = fchown(made, Some(owner.uid()), Some(owner.gid()));
    }
}

/// Prepares an empty file so that the space of deleted rows can be given back. That has to be decided before the first
/// table, and once: it writes to the file, so it must not be a setting of every connection.
pub async fn prepare(options: &SqliteConnectOptions) -> Result<()> {
    let Some((file, metadata)) = of(options).and_then(|file| Some((file, metadata(file).ok()?))) else {
        return Ok(());
    };
    if metadata.permissions().mode() & 0o007 != 0 {
        let file = file.display();
        tracing::warn!(
            "other users of this machine can read the database. Run: chmod 600 {file} {file}-wal {file}-shm"
        );
    }
    if metadata.len() == 0 {
        let connection = options.clone().auto_vacuum(SqliteAutoVacuum::Incremental).connect().await?;
        connection.close().await?;
    }
    Ok(())
}

/// Whether the log has grown beyond the size that it should have.
pub fn is_log_long(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    metadata(log).is_ok_and(|metadata| metadata.len() > LOG_SIZE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::chown;

    #[test]
    fn only_its_user_can_read_a_file_that_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("below/portico.db");
        make(&file).unwrap();
        std::fs::write(&file, "kept").unwrap();
        make(&file).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
        let mode = |path: &Path| metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        // Only root can give a folder away.
        if chown(folder.path(), Some(65_534), Some(65_534)).is_ok() {
            let given = folder.path().join("given.db");
            make(&given).unwrap();
            let owner = metadata(&given).unwrap();
            assert_eq!((owner.uid(), owner.gid(), mode(&given)), (65_534, 65_534, 0o600));
        }
        let error = format!("{:#}", make(&file.join("further/portico.db")).unwrap_err());
        assert!(error.contains("PORTICO_DATABASE_URL") && error.contains("further cannot be made"), "{error}");
    }
}
