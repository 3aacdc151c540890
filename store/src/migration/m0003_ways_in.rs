//! Policies, phone numbers, passwords and their failures, sign-ups, and the links of messages about a new sign-in.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("organisation", text_null("policy").take()),
            ("organisation", text("return_origins").default("[]").take()),
            ("account", string_null("phone").take()),
            ("account", big_integer_null("phone_verified_at").take()),
            ("account", big_integer_null("deactivated_at").take()),
            ("challenge", text_null("return_to").take()),
            ("session", binary_null("device_hash").take()),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        for table in [password(), password_failure(), sign_up(), session_alarm()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("password_failure", &["over_at"]),
            index("session_alarm", &["session_id"]),
            index("session_alarm", &["expires_at"]),
        ] {
            manager.create_index(index).await?;
        }
        // A verified number identifies one account of an organisation. An unverified number identifies none.
        let unique = "CREATE UNIQUE INDEX account_by_verified_phone ON account (organisation_id, phone)
            WHERE phone_verified_at IS NOT NULL";
        manager.get_connection().execute_unprepared(unique).await?;
        Ok(())
    }
}

fn password() -> TableCreateStatement {
    let columns = vec![uuid("account_id").primary_key().take(), text("hash"), big_integer("changed_at")];
    references(table("password", columns), "account_id", "account")
}

fn password_failure() -> TableCreateStatement {
    let columns = vec![
        binary("bucket").primary_key().take(),
        integer("failures"),
        big_integer("forgotten_at"),
        big_integer("closed_until"),
        big_integer("over_at"),
    ];
    table("password_failure", columns)
}

fn sign_up() -> TableCreateStatement {
    let columns = vec![
        uuid("challenge_id").primary_key().take(),
        string("name"),
        string_null("phone"),
        text_null("password_hash"),
    ];
    references(table("sign_up", columns), "challenge_id", "challenge")
}

fn session_alarm() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("session_id"),
        big_integer("created_at"),
        big_integer("expires_at"),
    ];
    references(table("session_alarm", columns), "session_id", "session")
}
