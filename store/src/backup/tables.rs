//! The tables and columns that the migrations make. They are read from an empty database in memory on which the
//! migrations ran, so that no new table can be forgotten.

use super::cell::Kind;
use crate::migration::Migrator;
use anyhow::{Context as _, ensure};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use sea_orm_migration::MigratorTrait as _;

/// Tables that a backup leaves out: they say which migrations were applied, or are there for probes.
pub const BOOKKEEPING: [&str; 3] = ["schema_compatibility", "seaql_migrations", "write_probe"];

/// A table, and its columns in the order in which a backup has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// The migrations of this release, by name, in the order in which they apply.
pub fn known_migrations() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// The tables after the first `migrations` migrations. A table comes after those that it refers to.
pub async fn tables_after(migrations: usize) -> anyhow::Result<Vec<Table>> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    // Another connection would open another, empty database.
    options.max_connections(1).sqlx_logging(false);
    let scratch = Database::connect(options).await.context("no database in memory could be opened")?;
    Migrator::up(&scratch, Some(u32::try_from(migrations)?)).await?;
    let tables = columns(&scratch).await?;
    let references = references(&scratch).await?;
    scratch.close().await?;
    in_order(tables, &references)
}

async fn columns(scratch: &DatabaseConnection) -> anyhow::Result<Vec<Table>> {
    const SQL: &str = "SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.cid";
    let mut tables: Vec<Table> = Vec::new();
    for row in query(scratch, SQL).await? {
        let (table, name, declared): (String, String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        if BOOKKEEPING.contains(&table.as_str()) {
            continue;
        }
        let kind = Kind::of(&declared).with_context(|| format!("{table}.{name}"))?;
        let column = Column { name, kind };
        match tables.last_mut().filter(|last| last.name == table) {
            Some(last) => last.columns.push(column),
            None => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}

/// Which table refers to which other one.
async fn references(scratch: &DatabaseConnection) -> anyhow::Result<Vec<(String, String)>> {
    const SQL: &str = "SELECT t.name, r.\"table\" FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) r
        WHERE t.type = 'table'";
    let read = |row: &QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    query(scratch, SQL).await?.iter().map(read).collect()
}

async fn query(scratch: &DatabaseConnection, sql: &str) -> anyhow::Result<Vec<QueryResult>> {
    Ok(scratch.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?)
}

/// Puts each table after those that it refers to. Fails if tables refer to each other in a circle.
fn in_order(mut left: Vec<Table>, references: &[(String, String)]) -> anyhow::Result<Vec<Table>> {
    let mut ordered: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let waiting: Vec<String> = left.iter().map(|table| table.name.clone()).collect();
        let waits = |table: &Table| references.iter().any(|(from, to)| *from == table.name && waiting.contains(to));
        let (later, next): (Vec<Table>, Vec<Table>) = left.into_iter().partition(waits);
        ensure!(!next.is_empty(), "these tables refer to each other: {}", waiting.join(", "));
        ordered.extend(next);
        left = later;
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Vec<Table> {
        names.iter().map(|name| Table { name: (*name).to_owned(), columns: Vec::new() }).collect()
    }

    fn refer(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
    }

    #[test]
    fn a_table_comes_after_those_that_it_refers_to() {
        let tables = named(&["account", "code", "organisation", "session"]);
        let references = refer(&[("account", "organisation"), ("session", "account"), ("code", "session")]);
        let ordered = in_order(tables, &references).unwrap();
        assert_eq!(ordered, named(&["organisation", "account", "session", "code"]));
    }

    #[test]
    fn a_circle_is_refused() {
        assert!(in_order(named(&["a", "b"]), &refer(&[("a", "b"), ("b", "a")])).is_err());
        assert!(in_order(named(&["a"]), &refer(&[("a", "a")])).is_err());
    }

    #[tokio::test]
    async fn the_tables_of_this_release_can_be_put_in_order() {
        let tables = tables_after(known_migrations().len()).await.unwrap();
        let place = |name: &str| tables.iter().position(|table| table.name == name).unwrap();
        assert!(place("organisation") < place("account") && place("account") < place("session"));
        assert!(tables.len() > 40 && tables.iter().all(|table| !BOOKKEEPING.contains(&table.name.as_str())));
    }
}
