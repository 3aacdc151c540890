//! Imports of invitation files with their lines, and messages that wait for another message.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let waits_for = uuid_null("waits_for").take();
        manager.alter_table(Table::alter().table("outbox_message").add_column(waits_for).take()).await?;
        manager.create_index(index("outbox_message", &["waits_for"])).await?;
        manager.create_table(import()).await?;
        manager.create_table(import_line()).await?;
        for index in [
            index("import", &["organisation_id", "created_at", "id"]),
            index("import", &["finished_at", "leased_until"]),
            index("import_line", &["import_id", "state", "number"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn import() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("organisation_id"),
        uuid("imported_by"),
        binary("digest"),
        string("language"),
        string("client_address"),
        string("user_agent"),
        integer("lines"),
        integer("invited"),
        integer("refused"),
        big_integer("due_at"),
        big_integer("leased_until"),
        big_integer("created_at"),
        big_integer_null("finished_at"),
    ];
    references(table("import", columns), "organisation_id", "organisation")
}

fn import_line() -> TableCreateStatement {
    let columns = vec![
        uuid("import_id"),
        integer("number"),
        string("email"),
        string_null("name"),
        string_null("phone"),
        string("role"),
        string("state"),
        string_null("reason"),
    ];
    let mut table = references(table("import_line", columns), "import_id", "import");
    table.primary_key(Index::create().col("import_id").col("number"));
    table
}
