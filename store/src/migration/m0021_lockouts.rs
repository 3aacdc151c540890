//! Counts of wrong passwords store until when the password is locked out, and whose account that is.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            big_integer("locked_until").default(0).take(),
            uuid_null("organisation_id").take(),
            uuid_null("account_id").take(),
        ] {
            manager.alter_table(Table::alter().table("password_failure").add_column(column).take()).await?;
        }
        // Nearly all rows name no account, so the index stays small.
        let named = "CREATE INDEX password_failure_of_account
            ON password_failure (organisation_id, account_id, locked_until) WHERE account_id IS NOT NULL";
        manager.get_connection().execute_unprepared(named).await?;
        Ok(())
    }
}
