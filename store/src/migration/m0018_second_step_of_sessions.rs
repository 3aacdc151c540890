//! Sessions store whether a second step was taken. Existing sessions count as if it was: they followed the rules that
//! were in force.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let taken = boolean("took_second_step").default(true).take();
        manager.alter_table(Table::alter().table("session").add_column(taken).take()).await
    }
}
