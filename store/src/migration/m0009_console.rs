//! Tables and indexes for the admin console: search words of accounts, messages and the audit log by organisation, and
//! reserved addresses with a reason.

use super::build::{index, references, table};
use crate::account_words::{self, Searchable};
use crate::sql::by_bytes;
use sea_orm::{ConnectionTrait as _, DbBackend, FromQueryResult as _, Statement};
use sea_orm_migration::{prelude::*, schema::*};
use uuid::Uuid;

/// Accounts per batch.
const AT_ONCE: u64 = 500;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        manager.create_table(account_word(by_bytes(manager.get_database_backend()))).await?;
        manager.create_index(index("account_word", &["account_id", "word"])).await?;
        write_words(connection).await?;
        let last_answer = string_null("last_answer").take();
        manager.alter_table(Table::alter().table("outbox_message").add_column(last_answer).take()).await?;
        for index in [
            index("audit_event", &["organisation_id", "activity", "at", "id"]),
            index("audit_event", &["actor_id", "at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        for sql in indexes(by_bytes(manager.get_database_backend())) {
            connection.execute_unprepared(&sql).await?;
        }
        manager.create_table(reserved()).await?;
        connection.execute_unprepared(&move_reserved(manager.get_database_backend())).await?;
        manager.drop_table(Table::drop().table("reserved_address").take()).await?;
        manager.rename_table(Table::rename().table(RESERVED, "reserved_address").take()).await?;
        manager.create_index(index("reserved_address", &["organisation_id", "reserved_at", "id"])).await?;
        manager.create_index(index("reserved_address", &["email", "organisation_id"]).unique().take()).await
    }
}

/// The primary key orders the rows by word, then by address.
fn account_word(by_bytes: &str) -> TableCreateStatement {
    let columns = vec![
        uuid("organisation_id"),
        string("word").extra(by_bytes).take(),
        string("email").extra(by_bytes).take(),
        uuid("account_id"),
    ];
    let mut table = references(table("account_word", columns), "account_id", "account");
    table.primary_key(Index::create().col("organisation_id").col("word").col("email"));
    table
}

async fn write_words(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    // Columns by name, because later migrations may add columns.
    let sql = format!(
        "SELECT id, organisation_id, email, name, phone FROM account WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}"
    );
    let mut done = Uuid::nil();
    loop {
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), &sql, [done.into()]);
        let rows = connection.query_all_raw(statement).await?;
        let rows = rows.iter().map(|row| Searchable::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = rows.last() else { return Ok(()) };
        done = last.id;
        account_words::write(connection, &rows).await.map_err(|error| DbErr::Custom(error.to_string()))?;
    }
}

/// One index for each list of the console.
fn indexes(by_bytes: &str) -> [String; 7] {
    [
        format!("CREATE INDEX account_by_email ON account (organisation_id, email{by_bytes})"),
        format!("CREATE INDEX account_by_role ON account (organisation_id, role, email{by_bytes})"),
        format!(
            "CREATE INDEX account_deactivated ON account (organisation_id, email{by_bytes})
             WHERE deactivated_at IS NOT NULL AND closed_at IS NULL"
        ),
        format!("CREATE INDEX account_closed ON account (organisation_id, email{by_bytes}) WHERE closed_at IS NOT NULL"),
        "CREATE INDEX outbox_message_sent ON outbox_message (organisation_id, created_at, id) WHERE NOT is_decoy".to_owned(),
        "CREATE INDEX outbox_message_in_state ON outbox_message (organisation_id, state, created_at, id) WHERE NOT is_decoy"
            .to_owned(),
        "CREATE INDEX outbox_message_to ON outbox_message (organisation_id, recipient, created_at, id) WHERE NOT is_decoy"
            .to_owned(),
    ]
}

const RESERVED: &str = "new_reserved_address";

/// An address may be reserved without ever having belonged to an account.
fn reserved() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        string("email"),
        uuid("organisation_id"),
        uuid_null("account_id"),
        string("why"),
        string_null("reason"),
        uuid_null("reserved_by"),
        big_integer("reserved_at"),
    ];
    let table = references(table(RESERVED, columns), "organisation_id", "organisation");
    references(table, "account_id", "account")
}

/// Copies the existing reservations. Why an address was reserved is derived from its account, as far as possible.
fn move_reserved(backend: DbBackend) -> String {
    let id = if backend == DbBackend::Postgres { "gen_random_uuid()" } else { "randomblob(16)" };
    format!(
        "INSERT INTO {RESERVED} (id, email, organisation_id, account_id, why, reserved_at)
         SELECT {id}, r.email, a.organisation_id, r.account_id,
             CASE WHEN a.closed_at IS NOT NULL AND a.email = r.email THEN 'closed' ELSE 'changed' END, r.reserved_at
         FROM reserved_address r JOIN account a ON a.id = r.account_id"
    )
}
