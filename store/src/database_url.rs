//! Parses `PORTICO_DATABASE_URL`. No error shows the URL, because a password may be anywhere in it. Only the folder of
//! an SQLite file is shown, when it cannot be created.

use anyhow::{Context as _, bail};
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::{fmt, path::Path, time::Duration};

/// How long a writer waits while another process writes to the same file.
const BUSY: Duration = Duration::from_secs(2);
const SQLITE_FORM: &str =
    "PORTICO_DATABASE_URL cannot be read; for SQLite it looks like sqlite://data/portico.db?mode=rwc";
const POSTGRES_FORM: &str = "PORTICO_DATABASE_URL cannot be read; for PostgreSQL it looks like \
    postgres://user:password@host:5432/database?sslmode=verify-full. In the password write %23 for #, %2F for /, %3A for :, \
    %3F for ?, %40 for @ and %25 for %";
/// The query parameters that sqlx knows. It would log the value of any other one.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// A parsed URL: which database it is, and how to connect to it. Its `Debug` shows only the kind of database.
#[derive(Clone)]
pub enum DatabaseUrl {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            DatabaseUrl::Sqlite(_) => "Sqlite(…)",
            DatabaseUrl::Postgres(_) => "Postgres(…)",
        })
    }
}

impl DatabaseUrl {
    /// Parses the URL, and creates the folder of an SQLite file. Fails without showing the URL.
    pub fn parse(url: &str) -> anyhow::Result<Self> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let options: SqliteConnectOptions = url.parse().ok().context(SQLITE_FORM)?;
            make_folder(rest)?;
            Ok(DatabaseUrl::Sqlite(sqlite(options)))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(DatabaseUrl::Postgres(postgres(url).context(POSTGRES_FORM)?.disable_statement_logging()))
        } else {
            bail!("PORTICO_DATABASE_URL starts with neither sqlite:// nor postgres://")
        }
    }
}

fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .disable_statement_logging()
}

/// `None`: the URL is invalid, or valid but certainly a mistake: an unescaped `#`, `/` or `?` in a password would end
/// the authority.
fn postgres(url: &str) -> Option<PgConnectOptions> {
    let (_, rest) = url.split_once("://")?;
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (_, path) = before.split_once('/').unwrap_or_default();
    let is_known = |name: &str| PARAMETERS.contains(&name) || name.starts_with("options[");
    let is_plain = !url.contains('#')
        && !path.contains(['@', '/'])
        && form_urlencoded::parse(query.as_bytes()).all(|(name, _)| is_known(&name));
    is_plain.then(|| url.parse().ok()).flatten()
}

/// SQLite creates a missing file, but not its folder.
fn make_folder(rest: &str) -> anyhow::Result<()> {
    let path = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .with_context(|| format!("PORTICO_DATABASE_URL: {} cannot be made", folder.display())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("postgres://user:hunter#2@db.example/portico")]
    #[case("postgres://user:12#hunter@db.example/portico")]
    #[case("postgres://user:hunter/2@db.example/portico")]
    #[case("postgres://user:12/hunter@db.example/portico")]
    #[case("postgres://user:hunter?2@db.example/portico")]
    #[case("postgres://user:12?hunter@db.example/portico")]
    #[case("postgres://user:hunter:2@db.example:hunter/portico")]
    #[case("postgres://user:hunter@db.example:port/portico")]
    #[case("postgres://user:x@db.example/portico?pasword=hunter")]
    #[case("postgres://user:x@db.example/portico?hunter")]
    #[case("postgres://user:x@db.example/portico?sslmode=hunter")]
    #[case("postgres://user:x@db.example/portico?port=hunter")]
    #[case("postgres://hunter")]
    #[case("postgres:user:hunter@db.example")]
    #[case("Postgres://user:hunter@db.example")]
    #[case("mysql://user:hunter@db.example")]
    #[case("hunter")]
    #[case("sqlite://portico.db?mode=hunter")]
    #[case("sqlite://portico.db?hunter=1")]
    fn an_error_shows_nothing_of_a_url(#[case] url: &str) {
        let shown = format!("{:?}", DatabaseUrl::parse(url));
        assert!(!shown.contains("hunter"), "{shown}");
    }

    #[rstest]
    #[case("postgres://user:hunter#2@db.example/portico")]
    #[case("postgres://user:12/hunter@db.example/portico")]
    #[case("postgres://user:x@db.example/portico?pasword=hunter")]
    fn what_cannot_be_meant_says_how_to_write_it(#[case] url: &str) {
        let told = format!("{:#}", DatabaseUrl::parse(url).unwrap_err());
        assert!(told.contains("PORTICO_DATABASE_URL") && told.contains("%23 for #"), "{told}");
    }

    #[rstest]
    #[case("postgres://user:hunter%232@db.example:5433/portico?sslmode=require&application_name=portico")]
    #[case("postgresql://user@localhost/portico?host=/var/run/postgresql")]
    #[case("postgres://user:pa@ss@db.example")]
    #[case("sqlite::memory:")]
    fn what_can_be_meant_is_read(#[case] url: &str) {
        DatabaseUrl::parse(url).unwrap();
    }
}
