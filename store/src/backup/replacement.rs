//! Fills a database with the rows of another one, in one transaction.

use super::cell::Cell;
use super::snapshot::applied;
use super::tables::{Table, known_migrations, tables_after};
use crate::prelude::*;
use crate::schema::{NEWER, Schema};
use crate::sql::Sql;
use anyhow::{bail, ensure};
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr};

/// The one table that a server fills when it starts on an empty database.
const FROM_THE_START: &str = "installation";

/// What is to be done with the rows of a database that is filled.
#[derive(Clone, Copy, Debug)]
pub enum Present {
    /// Their presence is an error, which says what to do.
    Refused(&'static str),
    Replaced,
}

/// A database that is being filled. Nothing of it takes effect before `commit`.
pub struct Replacement {
    transaction: Transaction,
    pub tables: Vec<Table>,
}

impl Replacement {
    /// Migrates the database to exactly these migrations, and empties its tables. Fails if there are rows, unless they
    /// are replaced.
    pub async fn begin(store: &Store, migrations: &[String], present: Present) -> anyhow::Result<Self> {
        migrate_to(store, migrations, present).await?;
        let tables = tables_after(migrations.len()).await?;
        let transaction = store.begin().await?;
        demand_empty(&transaction, &tables, present).await?;
        for table in tables.iter().rev() {
            transaction.execute_unprepared(&format!("DELETE FROM \"{}\"", table.name)).await?;
        }
        Ok(Replacement { transaction, tables })
    }

    /// Inserts rows, whose cells are in the order of the table's columns.
    pub async fn insert(&self, table: &Table, rows: Vec<Vec<Cell>>) -> anyhow::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let columns: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let mut sql = Sql::new(&self.transaction);
        sql.push(&format!("INSERT INTO \"{}\" ({}) VALUES ", table.name, columns.join(", ")));
        for (number, row) in rows.into_iter().enumerate() {
            ensure!(row.len() == table.columns.len(), "{}: a row has a wrong number of columns", table.name);
            let places = sql.bind_all(row);
            sql.push(&format!("{}({places})", if number == 0 { "" } else { ", " }));
        }
        // The error of the database would show values.
        let inserted = sql.execute(&self.transaction).await;
        inserted.map_err(|error| without_values(&error)).with_context(|| format!("rows of {}", table.name))?;
        Ok(())
    }

    /// Makes everything take effect.
    pub async fn commit(self, store: &Store) -> anyhow::Result<()> {
        store.commit(self.transaction).await
    }
}

/// Fails if there are rows in one of the tables, unless they are replaced.
async fn demand_empty(connection: &impl ConnectionTrait, tables: &[Table], present: Present) -> anyhow::Result<()> {
    let Present::Refused(what_to_do) = present else { return Ok(()) };
    let backend = connection.get_database_backend();
    for Table { name, .. } in tables.iter().filter(|table| table.name != FROM_THE_START) {
        let statement = Statement::from_string(backend, format!("SELECT 1 FROM \"{name}\" LIMIT 1"));
        if connection.query_one_raw(statement).await?.is_some() {
            bail!("the database is not empty: there are rows in {name}. {what_to_do}");
        }
    }
    Ok(())
}

/// What went wrong, without the values that the message of a database may contain.
fn without_values(error: &anyhow::Error) -> anyhow::Error {
    let code = error.downcast_ref::<DbErr>().and_then(|error| {
        let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
            return None;
        };
        Some(error.as_database_error()?.code()?.into_owned())
    });
    match code {
        Some(code) => anyhow::anyhow!("the database refuses them (code {code})"),
        None => anyhow::anyhow!("the database did not store them"),
    }
}

/// Runs migrations up to the last one of a backup. Fails if this release does not know them, if the database has more,
/// or if there are rows in it, unless they are replaced: what is refused is not migrated either.
async fn migrate_to(store: &Store, migrations: &[String], present: Present) -> anyhow::Result<()> {
    let known = known_migrations();
    ensure!(known.starts_with(migrations), "this version of Portico does not know its tables");
    if store.schema().await? == Schema::Newer {
        bail!(NEWER);
    }
    let is_new = store.missing_migrations().await?.len() == known.len();
    let applied = if is_new { Vec::new() } else { applied(store.reader()).await? };
    ensure!(
        migrations.starts_with(&applied),
        "the database has newer tables than the backup. Restore it into a new, empty database"
    );
    demand_empty(store.reader(), &tables_after(applied.len()).await?, present).await?;
    if applied.len() < migrations.len() {
        store.migrate_steps(Some(u32::try_from(migrations.len() - applied.len())?)).await?;
    }
    Ok(())
}
