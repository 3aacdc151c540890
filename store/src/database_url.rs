//! Parses `PORTICO_DATABASE_URL`. No error shows the URL, because a password may be anywhere in it. Only the path of an
//! SQLite file is shown, when it is missing or cannot be made.

use super::sqlite_file;
use anyhow::{Context as _, bail, ensure};
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::{fmt, path::Path, time::Duration};

/// The name of a server's connections to PostgreSQL.
pub const SERVER: &str = "portico serve";
/// The name of a command's connections to PostgreSQL.
pub const COMMAND: &str = "portico";

/// How long a writer waits while another process writes to the same file.
const BUSY: Duration = Duration::from_secs(2);
const SQLITE_FORM: &str =
    "PORTICO_DATABASE_URL cannot be read; for SQLite it looks like sqlite://data/portico.db?mode=rwc";
const POSTGRES_FORM: &str = "PORTICO_DATABASE_URL cannot be read; for PostgreSQL it looks like \
    postgres://user:password@host:5432/database?sslmode=verify-full. In the password write %23 for #, %2F for /, %3A for :, \
    %3F for ?, %40 for @ and %25 for %";
const MAKE: &str = "Run: portico setup, or: portico migrate";
const NAME_AND_MAKE: &str = "To make one, end the URL with ?mode=rwc, and run: portico setup, or: portico migrate";
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
    /// Parses the URL. Makes the file of an SQLite database, and its folder, if the URL says so. Fails without showing the
    /// URL.
    pub fn parse(url: &str) -> anyhow::Result<Self> {
        DatabaseUrl::read(url, true)
    }

    /// Parses the URL of a database that has to exist already: creates nothing. Fails without showing the URL.
    pub fn parse_existing(url: &str) -> anyhow::Result<Self> {
        DatabaseUrl::read(url, false)
    }

    fn read(url: &str, may_create: bool) -> anyhow::Result<Self> {
        match DatabaseUrl::check(url)? {
            DatabaseUrl::Sqlite(options) if may_create => {
                match sqlite_file::of(&options) {
                    Some(file) if is_to_be_made(url) => sqlite_file::make(file)?,
                    Some(file) => demand(file, "To make one, end the URL with ?mode=rwc")?,
                    None => {}
                }
                Ok(DatabaseUrl::Sqlite(options))
            }
            DatabaseUrl::Sqlite(options) => {
                if let Some(file) = sqlite_file::of(&options) {
                    demand(file, if is_to_be_made(url) { MAKE } else { NAME_AND_MAKE })?;
                }
                Ok(DatabaseUrl::Sqlite(options.create_if_missing(false)))
            }
            postgres @ DatabaseUrl::Postgres(_) => Ok(postgres),
        }
    }

    /// The file of an SQLite database. `None`: it is on PostgreSQL, or in memory.
    pub fn file(&self) -> Option<&Path> {
        match self {
            DatabaseUrl::Sqlite(options) => sqlite_file::of(options),
            DatabaseUrl::Postgres(_) => None,
        }
    }

    /// The same with a name for the connections, which `pg_stat_activity` shows, unless the URL or `PGAPPNAME` sets one.
    pub fn named(self, name: &str) -> Self {
        match self {
            DatabaseUrl::Postgres(options) if options.get_application_name().is_none() => {
                DatabaseUrl::Postgres(options.application_name(name))
            }
            other => other,
        }
    }

    /// Parses the URL without looking at any file. Fails without showing the URL.
    pub fn check(url: &str) -> anyhow::Result<Self> {
        if url.starts_with("sqlite:") {
            let options: SqliteConnectOptions = url.parse().ok().context(SQLITE_FORM)?;
            Ok(DatabaseUrl::Sqlite(sqlite(options)))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = postgres(url).context(POSTGRES_FORM)?.disable_statement_logging();
            // PgBouncer refuses connections with this option. Only floating-point numbers as text depend on it.
            Ok(DatabaseUrl::Postgres(options.extra_float_digits(None)))
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
        .pragma("journal_size_limit", sqlite_file::LOG_SIZE.to_string())
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

/// Fails if the file does not exist.
fn demand(file: &Path, what_to_do: &str) -> anyhow::Result<()> {
    let shown = sqlite_file::shown(file);
    ensure!(file.exists(), "PORTICO_DATABASE_URL: there is no database at {shown} yet. {what_to_do}");
    Ok(())
}

/// Whether the URL says that a missing file is to be made.
fn is_to_be_made(url: &str) -> bool {
    let (_, query) = url.split_once('?').unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "mode" && value == "rwc")
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

    #[test]
    fn a_database_that_has_to_exist_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("below/portico.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let told = format!("{:#}", DatabaseUrl::parse_existing(&url).unwrap_err());
        assert!(told.contains("portico setup") && told.contains("portico migrate"), "{told}");
        assert!(!folder.path().join("below").exists());
        let secret = DatabaseUrl::parse_existing("sqlite://user:hunter@db.example/portico").unwrap_err();
        assert!(!format!("{secret:#}").contains("hunter"), "{secret:#}");
        let without_mode = url.trim_end_matches("?mode=rwc");
        for refused in [DatabaseUrl::parse(without_mode), DatabaseUrl::parse_existing(without_mode)] {
            let told = format!("{:#}", refused.unwrap_err());
            assert!(told.contains("end the URL with ?mode=rwc"), "{told}");
        }
        DatabaseUrl::parse(&url).unwrap();
        std::fs::write(&file, "").unwrap();
        DatabaseUrl::parse_existing(&url).unwrap();
    }

    #[rstest]
    #[case("postgres://user@db.example/portico", Some(SERVER))]
    #[case("postgres://user@db.example/portico?application_name=front%20door", Some("front door"))]
    #[case("sqlite::memory:", None)]
    fn connections_have_a_name_unless_the_url_sets_one(#[case] url: &str, #[case] name: Option<&str>) {
        let shown = match DatabaseUrl::parse(url).unwrap().named(SERVER) {
            DatabaseUrl::Postgres(options) => options.get_application_name().map(str::to_owned),
            DatabaseUrl::Sqlite(_) => None,
        };
        assert_eq!(shown.as_deref(), name);
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
