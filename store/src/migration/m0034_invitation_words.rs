//! Search words of invitations, so that they are found by name, address and phone number. A release without this
//! migration writes none: invitations that it sends are listed, but found by a search only after they were sent again.

use super::build::{index, references, table};
use crate::account_words::Searchable;
use crate::{invitations, sql::by_bytes};
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, Statement};
use sea_orm_migration::{prelude::*, schema::*};
use uuid::Uuid;

/// Invitations per batch.
const AT_ONCE: u64 = 500;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(invitation_word(by_bytes(manager.get_database_backend()))).await?;
        manager.create_index(index("invitation_word", &["invitation_id", "word"])).await?;
        write_words(manager.get_connection()).await
    }
}

/// The primary key orders the rows by word, then by address.
fn invitation_word(by_bytes: &str) -> TableCreateStatement {
    let columns = vec![
        uuid("organisation_id"),
        string("word").extra(by_bytes).take(),
        string("email").extra(by_bytes).take(),
        uuid("invitation_id"),
    ];
    let mut table = references(table("invitation_word", columns), "invitation_id", "invitation");
    table.primary_key(Index::create().col("organisation_id").col("word").col("email").col("invitation_id"));
    table
}

async fn write_words(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    // Columns by name, because later migrations may add columns.
    let sql = format!(
        "SELECT id, organisation_id, email, name, phone FROM invitation WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}"
    );
    let mut done = Uuid::nil();
    loop {
        let next = Statement::from_sql_and_values(connection.get_database_backend(), &sql, [done.into()]);
        let rows = connection.query_all_raw(next).await?;
        let rows = rows.iter().map(|row| Searchable::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = rows.last() else { return Ok(()) };
        done = last.id;
        invitations::write_words(connection, &rows).await.map_err(|error| DbErr::Custom(error.to_string()))?;
    }
}
