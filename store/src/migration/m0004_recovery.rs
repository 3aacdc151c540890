//! Links for recovery after a forgotten password.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(recovery_link()).await?;
        for column in ["account_id", "expires_at"] {
            manager.create_index(index("recovery_link", &[column])).await?;
        }
        Ok(())
    }
}

fn recovery_link() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("organisation_id"),
        uuid_null("account_id"),
        big_integer("created_at"),
        big_integer("expires_at"),
        big_integer_null("used_at"),
    ];
    let table = references(table("recovery_link", columns), "organisation_id", "organisation");
    references(table, "account_id", "account")
}
