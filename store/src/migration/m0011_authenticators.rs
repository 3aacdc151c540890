//! Authenticator apps, and the recovery codes that replace a lost one.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [authenticator(), recovery_code(), recovery_sheet()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("authenticator", &["account_id"]),
            index("recovery_code", &["account_id"]),
            index("recovery_sheet", &["expires_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn authenticator() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("account_id"),
        binary("sealed"),
        integer("key_id"),
        big_integer("last_step"),
        big_integer("created_at"),
        big_integer_null("confirmed_at"),
    ];
    references(table("authenticator", columns), "account_id", "account")
}

fn recovery_code() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("account_id"),
        binary("sealed"),
        integer("key_id"),
        big_integer("created_at"),
        big_integer_null("used_at"),
    ];
    references(table("recovery_code", columns), "account_id", "account")
}

fn recovery_sheet() -> TableCreateStatement {
    let columns =
        vec![uuid("account_id").primary_key().take(), binary("sealed"), integer("key_id"), big_integer("expires_at")];
    references(table("recovery_sheet", columns), "account_id", "account")
}
