//! The provider's id of a sent text, by which its later reports find the message.

use sea_orm_migration::{prelude::*, schema::*};

const TABLE: &str = "outbox_message";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table(TABLE).add_column(string_null("provider_id")).take()).await?;
        manager
            .create_index(Index::create().name("outbox_message_by_provider_id").table(TABLE).col("provider_id").take())
            .await
    }
}
