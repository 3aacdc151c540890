//! The table that probes write to, and the table of older releases that can run with newer migrations.

use super::build::table;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, string};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let probe = vec![big_integer("id").primary_key().take(), binary("filling")];
        manager.create_table(table("write_probe", probe)).await?;
        let compatibility = vec![string("version").primary_key().take(), string("oldest")];
        manager.create_table(table("schema_compatibility", compatibility)).await
    }
}
