//! The index for finding messages by the beginning of the recipient, in byte order whatever the collation of the
//! database.

use crate::sql::by_bytes;
use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        if backend != DbBackend::Postgres {
            // SQLite compares by bytes anyway.
            return Ok(());
        }
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP INDEX outbox_message_to").await?;
        let create = format!(
            "CREATE INDEX outbox_message_to ON outbox_message (organisation_id, recipient{}, created_at, id)
             WHERE NOT is_decoy",
            by_bytes(backend)
        );
        connection.execute_unprepared(&create).await?;
        Ok(())
    }
}
