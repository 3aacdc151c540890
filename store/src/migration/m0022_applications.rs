//! Groups of people, applications and who may enter them, and what opens them: passes, entry tickets and signing keys.

use super::build::{index, references, table};
use crate::sql::by_bytes;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_bytes = by_bytes(manager.get_database_backend());
        for table in [
            person_group(by_bytes),
            link("group_member", "group_id", "person_group", "account_id", "account", Some(big_integer("added_at"))),
            link("invitation_group", "invitation_id", "invitation", "group_id", "person_group", None),
            application(by_bytes),
            link("application_organisation", "application_id", "application", "organisation_id", "organisation", None),
            link("application_group", "application_id", "application", "group_id", "person_group", None),
            link("application_person", "application_id", "application", "account_id", "account", None),
            protected_origin(),
            pass(),
            entry_ticket(),
            signing_key(),
        ] {
            manager.create_table(table).await?;
        }
        // Without a foreign key: audit events outlive the rows that they mention.
        let of_event = uuid_null("application_id").take();
        manager.alter_table(Table::alter().table("audit_event").add_column(of_event).take()).await?;
        let of_line = text_null("group_ids").take();
        manager.alter_table(Table::alter().table("import_line").add_column(of_line).take()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        // Of two servers that make the first key at the same time, only one succeeds.
        let unique = "CREATE UNIQUE INDEX signing_key_by_active_algorithm ON signing_key (algorithm)
            WHERE active_at IS NOT NULL AND retired_at IS NULL";
        manager.get_connection().execute_unprepared(unique).await?;
        Ok(())
    }
}

/// The lists are in the order of `name_key`.
fn person_group(by_bytes: &str) -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("organisation_id"),
        string("name"),
        string("name_key").extra(by_bytes).take(),
        string("description"),
        big_integer("created_at"),
    ];
    references(table("person_group", columns), "organisation_id", "organisation")
}

/// A table whose rows each connect a row of one table with a row of another one.
fn link(
    name: &'static str,
    from: &'static str,
    from_table: &'static str,
    to: &'static str,
    to_table: &'static str,
    more: Option<ColumnDef>,
) -> TableCreateStatement {
    let columns = [uuid(from), uuid(to)].into_iter().chain(more).collect();
    let mut table = references(references(table(name, columns), from, from_table), to, to_table);
    table.primary_key(Index::create().col(from).col(to));
    table
}

/// The lists are in the order of `name_key`.
fn application(by_bytes: &str) -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("organisation_id"),
        string("name"),
        string("name_key").extra(by_bytes).take(),
        text("start_address"),
        boolean("is_on"),
        boolean("everyone"),
        string("strength"),
        integer_null("strength_seconds"),
        string("header_style"),
        string("user_header"),
        text("path_rules"),
        big_integer("created_at"),
        big_integer("changed_at"),
    ];
    references(table("application", columns), "organisation_id", "organisation")
}

fn protected_origin() -> TableCreateStatement {
    let columns = vec![string("origin").primary_key().take(), uuid("application_id")];
    references(table("protected_origin", columns), "application_id", "application")
}

fn pass() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("application_id"),
        string("origin"),
        uuid("session_id"),
        big_integer("created_at"),
    ];
    let table = references(table("pass", columns), "application_id", "application");
    references(table, "session_id", "session")
}

fn entry_ticket() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("application_id"),
        string("origin"),
        uuid("session_id"),
        binary("browser_hash"),
        big_integer("expires_at"),
    ];
    let table = references(table("entry_ticket", columns), "application_id", "application");
    references(table, "session_id", "session")
}

fn signing_key() -> TableCreateStatement {
    let columns = vec![
        string("id").primary_key().take(),
        string("algorithm"),
        text("public_jwk"),
        binary("sealed"),
        integer("key_id"),
        big_integer("created_at"),
        big_integer_null("published_at"),
        big_integer_null("active_at"),
        big_integer_null("retired_at"),
    ];
    table("signing_key", columns)
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("person_group", &["organisation_id", "name_key"]).unique().take(),
        index("group_member", &["account_id"]),
        index("invitation_group", &["group_id"]),
        index("application", &["organisation_id", "name_key", "id"]),
        index("application_organisation", &["organisation_id"]),
        index("application_group", &["group_id"]),
        index("application_person", &["account_id"]),
        index("protected_origin", &["application_id"]),
        index("pass", &["session_id"]),
        index("pass", &["application_id"]),
        index("entry_ticket", &["session_id"]),
        index("entry_ticket", &["application_id"]),
        index("entry_ticket", &["expires_at"]),
        index("audit_event", &["organisation_id", "application_id", "at", "id"]),
    ]
}
