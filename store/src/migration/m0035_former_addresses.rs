//! Addresses that closed accounts had until they were released, for the audit log. A release without this migration
//! keeps none, and shows none.

use super::build::{references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![uuid("account_id").primary_key().take(), string("email"), big_integer("closed_at")];
        manager.create_table(references(table("former_address", columns), "account_id", "account")).await
    }
}
