//! Applications store whether the operator has opened them to all organisations, also to those that are added later.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_open = boolean("open_to_all").default(false).take();
        manager.alter_table(Table::alter().table("application").add_column(is_open).take()).await?;
        // Nearly no application is, so the index stays small.
        let open = "CREATE INDEX application_by_open_to_all ON application (id) WHERE open_to_all";
        manager.get_connection().execute_unprepared(open).await?;
        Ok(())
    }
}
