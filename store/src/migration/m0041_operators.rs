//! The audit log stores which user of the operating system ran a command.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let operator = string_null("operator").take();
        manager.alter_table(Table::alter().table("audit_event").add_column(operator).take()).await
    }
}
