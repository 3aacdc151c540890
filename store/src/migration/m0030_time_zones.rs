//! Accounts store the time zone of the browser in which they last signed in.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let zone = string_null("browser_time_zone").take();
        manager.alter_table(Table::alter().table("account").add_column(zone).take()).await
    }
}
