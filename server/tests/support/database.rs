//! One test's own database, SQLite or PostgreSQL, and a look into it that bypasses the server's code.

use super::postgres::Postgres;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, QueryResult, Statement};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// The tests' PostgreSQL does not wait for the disk.
pub const DURABILITY: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// The type of a cell, as far as a search for secrets needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Written in hexadecimal digits.
    Bytes,
    Number,
}

/// A database that is removed when the value is dropped.
pub struct TestDatabase {
    pub url: String,
    pub raw: DatabaseConnection,
    folder: Option<TempDir>,
    name: String,
}

impl TestDatabase {
    pub async fn open(kind: Database, is_migrated: bool) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let (url, folder) = match kind {
            Database::Sqlite => {
                let folder = TempDir::new().unwrap();
                let url = format!("sqlite://{}?mode=rwc", folder.path().join("portico.db").display());
                if is_migrated {
                    let store = store::Store::connect(&url).await.unwrap();
                    store.migrate().await.unwrap();
                    store.close().await;
                }
                (url, Some(folder))
            }
            Database::Postgres => {
                // Starting PostgreSQL blocks, and runs a small async runtime.
                let postgres = tokio::task::spawn_blocking(Postgres::shared).await.unwrap();
                postgres.remove(&name).await;
                postgres.create(&name, is_migrated).await;
                (postgres.url(&name), None)
            }
        };
        let raw = sea_orm::Database::connect(&url).await.unwrap();
        TestDatabase { url, raw, folder, name }
    }

    async fn query(&self, sql: &str) -> Vec<QueryResult> {
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        self.raw.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub async fn execute(&self, sql: &str) {
        execute(&self.raw, sql).await;
    }

    /// The one number that a query returns.
    pub async fn number(&self, sql: &str) -> i64 {
        // SQLite has one width of integers, PostgreSQL several.
        let sql = format!("SELECT CAST(({sql}) AS BIGINT)");
        self.query(&sql).await[0].try_get_by_index(0).unwrap()
    }

    pub async fn texts(&self, sql: &str) -> Vec<String> {
        self.query(sql).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// The number of rows in each table.
    pub async fn counts(&self) -> BTreeMap<String, i64> {
        let mut counts = BTreeMap::new();
        for table in self.tables().await {
            let many = self.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            counts.insert(table, many);
        }
        counts
    }

    pub async fn tables(&self) -> Vec<String> {
        let sql = match self.raw.get_database_backend() {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
            _ => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
        };
        self.texts(sql).await
    }

    /// Every cell of every table except nulls: `table.column`, its kind and its content. Equal dumps mean that nothing
    /// changed.
    pub async fn cells(&self) -> Vec<(String, Kind, String)> {
        let mut cells = Vec::new();
        for table in self.tables().await {
            for column in self.columns(&table).await {
                cells.extend(self.cells_of(&table, &column).await);
            }
        }
        cells
    }

    async fn columns(&self, table: &str) -> Vec<String> {
        self.texts(&match self.raw.get_database_backend() {
            DbBackend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            _ => format!("SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'"),
        })
        .await
    }

    async fn cells_of(&self, table: &str, column: &str) -> Vec<(String, Kind, String)> {
        let sql = match self.raw.get_database_backend() {
            DbBackend::Sqlite => format!(
                "SELECT typeof({column}), CASE typeof({column}) WHEN 'blob' THEN lower(hex({column})) \
                 ELSE CAST({column} AS TEXT) END FROM {table} WHERE {column} IS NOT NULL ORDER BY rowid"
            ),
            _ => format!(
                "SELECT pg_typeof({column})::text, CASE WHEN pg_typeof({column})::text = 'bytea' \
                 THEN substr({column}::text, 3) ELSE {column}::text END FROM {table} WHERE {column} IS NOT NULL \
                 ORDER BY 2"
            ),
        };
        let cell = |row: &QueryResult| {
            let kind: String = row.try_get_by_index(0).unwrap();
            let kind = match kind.as_str() {
                "blob" | "bytea" | "uuid" => Kind::Bytes,
                "integer" | "bigint" | "boolean" => Kind::Number,
                _ => Kind::Text,
            };
            (format!("{table}.{column}"), kind, row.try_get_by_index(1).unwrap())
        };
        self.query(&sql).await.iter().map(cell).collect()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.folder.is_none() {
            let name = self.name.clone();
            block_on(async move { Postgres::shared().remove(&name).await });
        }
    }
}

pub async fn execute(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Runs a future to its end on a separate thread. Works inside an async runtime too, where blocking on it would panic.
pub fn block_on(future: impl Future<Output = ()> + Send) {
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(future);
        });
    });
}
