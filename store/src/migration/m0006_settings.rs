//! Account settings, reserved addresses, and the audit log.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("account", string_null("time_zone").take()),
            ("account", big_integer_null("closed_at").take()),
            ("session", big_integer("proven_at").default(0).take()),
            ("session", big_integer("password_proven_at").default(0).take()),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        for table in [reserved_address(), email_undo(), audit_event()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("email_undo", &["account_id"]),
            index("email_undo", &["expires_at"]),
            index("audit_event", &["account_id", "at", "id"]),
            index("audit_event", &["organisation_id", "at", "id"]),
            index("audit_event", &["at"]),
            index("challenge", &["account_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn reserved_address() -> TableCreateStatement {
    let columns = vec![string("email").primary_key().take(), uuid("account_id"), big_integer("reserved_at")];
    references(table("reserved_address", columns), "account_id", "account")
}

fn email_undo() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("account_id"),
        string("old_email"),
        string("new_email"),
        big_integer("created_at"),
        big_integer("expires_at"),
        big_integer_null("used_at"),
    ];
    references(table("email_undo", columns), "account_id", "account")
}

/// Without foreign keys: audit events outlive the rows that they mention.
fn audit_event() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        big_integer("at"),
        uuid("organisation_id"),
        uuid_null("account_id"),
        uuid_null("actor_id"),
        string("activity"),
        string_null("detail"),
        string("client_address"),
        string("user_agent"),
    ];
    table("audit_event", columns)
}
