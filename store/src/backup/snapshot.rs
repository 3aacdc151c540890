//! Reads all rows as they were at one moment, while servers go on writing.

use super::cell::Cell;
use super::tables::{Column, Table, known_migrations, tables_after};
use crate::prelude::*;
use crate::schema::NEWER;
use anyhow::{bail, ensure};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult};

/// How many rows are read at a time.
const BATCH: usize = 100;

/// The database as it was when the snapshot began: with everything that was committed before, and nothing later.
pub struct Snapshot {
    transaction: Transaction,
    pub tables: Vec<Table>,
    /// The migrations that were applied, in their order.
    pub migrations: Vec<String>,
}

impl Snapshot {
    /// Fails unless the database has exactly the tables of this release.
    pub async fn begin(store: &Store) -> anyhow::Result<Self> {
        let migrations = known_migrations();
        if !store.missing_migrations().await?.is_empty() {
            bail!("the database is not up to date. Run: portico migrate");
        }
        let transaction = store.begin_snapshot().await?;
        // The first statement decides on the moment.
        ensure!(applied(&transaction).await? == migrations, NEWER);
        Ok(Snapshot { transaction, tables: tables_after(migrations.len()).await?, migrations })
    }

    /// Begins to read a table.
    pub async fn rows<'a>(&'a self, table: &'a Table) -> anyhow::Result<Rows<'a>> {
        let expressions: Vec<String> = table.columns.iter().map(|column| column.kind.select(&column.name)).collect();
        let (columns, name) = (expressions.join(", "), &table.name);
        let transaction = &self.transaction;
        let sql = match transaction.get_database_backend() {
            DbBackend::Postgres => {
                // Each cursor has a name of its own: a prepared FETCH keeps the columns of the first one.
                let declare = format!("DECLARE backup_{name} NO SCROLL CURSOR FOR SELECT {columns} FROM \"{name}\"");
                transaction.execute_unprepared(&declare).await?;
                format!("FETCH {BATCH} FROM backup_{name}")
            }
            _ => format!("SELECT {columns}, rowid FROM \"{name}\" WHERE rowid > $1 ORDER BY rowid LIMIT {BATCH}"),
        };
        Ok(Rows { transaction, table, sql, after: i64::MIN, is_over: false })
    }
}

/// The migrations that were applied to a database, in their order.
pub(super) async fn applied(connection: &impl ConnectionTrait) -> anyhow::Result<Vec<String>> {
    let backend = connection.get_database_backend();
    let statement = Statement::from_string(backend, "SELECT version FROM seaql_migrations");
    let rows = connection.query_all_raw(statement).await?;
    let mut versions = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, DbErr>>()?;
    // Not by the database, whose order depends on its language.
    versions.sort();
    Ok(versions)
}

/// The rows of one table that are still to be read.
pub struct Rows<'a> {
    transaction: &'a Transaction,
    table: &'a Table,
    sql: String,
    /// On SQLite, the number of the last row that was read.
    after: i64,
    is_over: bool,
}

impl Rows<'_> {
    /// The next rows. None: that was all.
    pub async fn next_batch(&mut self) -> anyhow::Result<Vec<Vec<Cell>>> {
        if self.is_over {
            return Ok(Vec::new());
        }
        let backend = self.transaction.get_database_backend();
        let statement = match backend {
            DbBackend::Postgres => Statement::from_string(backend, self.sql.clone()),
            _ => Statement::from_sql_and_values(backend, self.sql.clone(), [self.after.into()]),
        };
        let rows = self.transaction.query_all_raw(statement).await?;
        self.is_over = rows.len() < BATCH;
        if let (DbBackend::Sqlite, Some(last)) = (backend, rows.last()) {
            self.after = last.try_get_by_index(self.table.columns.len())?;
        }
        rows.iter().map(|row| self.read(row)).collect()
    }

    fn read(&self, row: &QueryResult) -> anyhow::Result<Vec<Cell>> {
        let cell = |(index, column): (usize, &Column)| {
            let read = column.kind.read(row, index);
            read.with_context(|| format!("{}.{} holds something unexpected", self.table.name, column.name))
        };
        self.table.columns.iter().enumerate().map(cell).collect()
    }
}
