//! Accounts store how often their user has skipped the offer to add a passkey.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let skipped = integer("passkey_offers_skipped").default(0).take();
        manager.alter_table(Table::alter().table("account").add_column(skipped).take()).await
    }
}
