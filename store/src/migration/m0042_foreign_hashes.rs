//! Passwords store which of them have a hash of another system, from an import: in which organisation, and its kind.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [uuid_null("foreign_organisation_id").take(), string_null("foreign_kind").take()] {
            manager.alter_table(Table::alter().table("password").add_column(column).take()).await?;
        }
        // Most passwords have a hash of ours, so the index stays small.
        let foreign = "CREATE INDEX password_by_foreign_kind
            ON password (foreign_organisation_id, foreign_kind) WHERE foreign_kind IS NOT NULL";
        manager.get_connection().execute_unprepared(foreign).await?;
        Ok(())
    }
}
