//! Email addresses are unique per organisation, not per instance. Rate limits count per organisation. Challenges and
//! recovery links store what they cost a client address, so that it can be given back.

use super::build::index;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                connection.execute_unprepared("ALTER TABLE account DROP CONSTRAINT account_email_key").await?;
            }
            _ => write_anew(connection).await?,
        }
        manager.create_index(index("account", &["email", "organisation_id"]).unique().take()).await?;
        for table in ["challenge", "recovery_link"] {
            let columns =
                [integer("client_paid").default(0).take(), big_integer("client_window_ends_at").default(0).take()];
            for column in columns {
                manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            }
        }
        // These buckets were named without an organisation, so no attempt finds them any more.
        for table in ["rate_limit", "password_failure"] {
            connection.execute_unprepared(&format!("DELETE FROM {table}")).await?;
        }
        Ok(())
    }
}

/// SQLite cannot drop a constraint. So the table is rebuilt with the same definition except for `UNIQUE`
/// (<https://www.sqlite.org/lang_altertable.html#otheralter>). `Store::migrate` keeps the rows that refer to it.
async fn write_anew(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    const UNIQUE: &str = "\"email\" varchar NOT NULL UNIQUE";
    let tables = definitions(connection, "table").await?;
    let indexes = definitions(connection, "index").await?;
    let table = tables.first().and_then(|made| made.strip_prefix("CREATE TABLE \"account\""));
    let table = table.ok_or_else(|| broken("it has another name"))?;
    if table.matches(UNIQUE).count() != 1 {
        return Err(broken("the address is not unique"));
    }
    let columns = table.replace(UNIQUE, UNIQUE.trim_end_matches(" UNIQUE"));
    for sql in [
        format!("CREATE TABLE new_account{columns}"),
        "INSERT INTO new_account SELECT * FROM account".to_owned(),
        "DROP TABLE account".to_owned(),
        "ALTER TABLE new_account RENAME TO account".to_owned(),
    ]
    .into_iter()
    .chain(indexes)
    {
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// The statements that created the table or its indexes.
async fn definitions(connection: &SchemaManagerConnection<'_>, kind: &str) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT sql FROM sqlite_master WHERE type = $1 AND tbl_name = 'account' AND sql IS NOT NULL";
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [kind.into()]);
    connection.query_all_raw(statement).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

fn broken(how: &str) -> DbErr {
    DbErr::Migration(format!("the table of accounts is not as Portico made it: {how}"))
}
