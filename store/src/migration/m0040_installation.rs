//! What belongs to the whole installation: a known text, sealed with the secret key at the first start. With it a server
//! finds out whether it has the right key.

use super::build::table;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            // The only row has the id 1.
            integer("id").primary_key().take(),
            binary("sealed"),
            integer("key_id"),
            big_integer("created_at"),
        ];
        manager.create_table(table("installation", columns)).await
    }
}
