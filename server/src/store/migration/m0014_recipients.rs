//! Messages are found by the beginning of where they went: compared by bytes, whatever the database's own order.

use crate::store::sql::by_bytes;
use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        if backend != DbBackend::Postgres {
            // SQLite compares bytes by itself.
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
