//! Folds the search words of accounts whose names contain letters beyond ASCII.

use crate::account_words::{self, Searchable};
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, Statement, Value};
use sea_orm_migration::prelude::*;
use uuid::Uuid;

/// Accounts per batch.
const AT_ONCE: u64 = 500;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let statement = |sql: &str, values: Vec<Value>| {
            Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
        };
        // Columns by name, because later migrations may add columns.
        let next = format!(
            "SELECT id, organisation_id, email, name, phone FROM account WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}"
        );
        let mut done = Uuid::nil();
        loop {
            let rows = connection.query_all_raw(statement(&next, vec![done.into()])).await?;
            let rows = rows.iter().map(|row| Searchable::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
            let Some(last) = rows.last() else { return Ok(()) };
            done = last.id;
            let (foreign, _): (Vec<_>, Vec<_>) =
                rows.into_iter().partition(|row| row.name.as_ref().is_some_and(|name| !name.is_ascii()));
            for row in &foreign {
                let forget = statement("DELETE FROM account_word WHERE account_id = $1", vec![row.id.into()]);
                connection.execute_raw(forget).await?;
            }
            account_words::write(connection, &foreign).await.map_err(|error| DbErr::Custom(error.to_string()))?;
        }
    }
}
