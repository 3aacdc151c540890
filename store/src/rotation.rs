//! Finds rows that were sealed or hashed with older keys, in batches, and replaces what was sealed.

use super::{Sealed, sql::Sql};
use crate::prelude::*;
use sea_orm::Value;

/// Rows per batch.
const BATCH: i64 = 500;

/// A table whose rows are sealed and store the id of their key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTable {
    Authenticators,
    RecoveryCodes,
    RecoverySheets,
}

impl SealedTable {
    /// All of them.
    pub const ALL: [SealedTable; 3] =
        [SealedTable::Authenticators, SealedTable::RecoveryCodes, SealedTable::RecoverySheets];

    /// The table, and the column that is the context of the sealed value.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            SealedTable::Authenticators => ("authenticator", "id"),
            SealedTable::RecoveryCodes => ("recovery_code", "id"),
            SealedTable::RecoverySheets => ("recovery_sheet", "account_id"),
        }
    }
}

/// The next rows after `after`, by id, that were sealed with another key than `key_id`. One batch at most.
pub async fn sealed_with_other_keys(
    transaction: &Transaction,
    table: SealedTable,
    key_id: i32,
    after: Uuid,
) -> anyhow::Result<Vec<(Uuid, Sealed)>> {
    let (table, id) = table.names();
    let mut sql = Sql::new(transaction);
    let (key, after, batch) = (sql.bind(key_id), sql.bind(after), sql.bind(BATCH));
    sql.push(&format!(
        "SELECT {id} AS id, sealed, key_id FROM {table} WHERE key_id <> {key} AND {id} > {after}
         ORDER BY {id} LIMIT {batch}"
    ));
    let rows = sql.all(transaction).await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok((row.try_get("", "id")?, Sealed { key_id: row.try_get("", "key_id")?, bytes: row.try_get("", "sealed")? }))
    };
    rows.iter().map(read).collect()
}

/// The next messages after `after`, by id, that still have content. One batch at most. They do not store the id of
/// their key.
pub async fn messages(transaction: &Transaction, after: Uuid) -> anyhow::Result<Vec<(Uuid, Vec<u8>)>> {
    let mut sql = Sql::new(transaction);
    let (after, batch) = (sql.bind(after), sql.bind(BATCH));
    sql.push(&format!(
        "SELECT id, sealed FROM outbox_message WHERE sealed IS NOT NULL AND id > {after} ORDER BY id LIMIT {batch}"
    ));
    let rows = sql.all(transaction).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "sealed")?))).collect()
}

/// Replaces a sealed value, unless it has changed since it was read.
pub async fn reseal(
    transaction: &Transaction,
    table: SealedTable,
    row: Uuid,
    before: Sealed,
    sealed: Sealed,
) -> anyhow::Result<()> {
    let (table, id) = table.names();
    let sql = format!("UPDATE {table} SET sealed = $1, key_id = $2 WHERE {id} = $3 AND sealed = $4");
    run(transaction, &sql, vec![sealed.bytes.into(), sealed.key_id.into(), row.into(), before.bytes.into()]).await
}

/// Replaces the content of a message, unless the message was settled meanwhile.
pub async fn reseal_message(transaction: &Transaction, row: Uuid, sealed: Vec<u8>) -> anyhow::Result<()> {
    let sql = "UPDATE outbox_message SET sealed = $1 WHERE id = $2 AND sealed IS NOT NULL";
    run(transaction, sql, vec![sealed.into(), row.into()]).await
}

async fn run(transaction: &Transaction, sql: &str, values: Vec<Value>) -> anyhow::Result<()> {
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Counts of hashes and digests that cannot be moved to the newest key, because that needs the password or code itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundToOldKeys {
    pub passwords: i64,
    pub codes: i64,
    pub invitations: i64,
    /// Of any key: these rows do not store the id of their key.
    pub temporary_passwords: i64,
    /// Refresh tokens of OpenID Connect, whose successors are derived from the key.
    pub refresh_tokens: i64,
}

/// Counts the valid hashes and digests of other keys than this one. `key_marker` identifies this key in password
/// hashes.
pub async fn bound_to_old_keys(
    store: &Store,
    key_id: i32,
    key_marker: &str,
    now: Timestamp,
) -> anyhow::Result<BoundToOldKeys> {
    let count = async |text: &str, values: Vec<Value>| {
        let reader = store.reader();
        let statement = Statement::from_sql_and_values(reader.get_database_backend(), text, values);
        let row = reader.query_one_raw(statement).await?;
        anyhow::Ok(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default())
    };
    let other = "SELECT COUNT(*) FROM code WHERE key_id <> $1 AND expires_at > $2";
    let derived =
        "SELECT COUNT(*) FROM oauth_refresh_token WHERE key_id <> $1 AND expires_at > $2 AND spent_at IS NULL";
    let invited = "SELECT COUNT(*) FROM invitation WHERE key_id <> $1 AND expires_at > $2 AND revoked_at IS NULL \
                   AND confirmed_at IS NULL";
    Ok(BoundToOldKeys {
        passwords: count(
            "SELECT COUNT(*) FROM password WHERE hash NOT LIKE $1 AND foreign_kind IS NULL",
            vec![format!("%{key_marker}$%").into()],
        )
        .await?,
        codes: count(other, vec![key_id.into(), now.0.into()]).await?,
        invitations: count(invited, vec![key_id.into(), now.0.into()]).await?,
        refresh_tokens: count(derived, vec![key_id.into(), now.0.into()]).await?,
        temporary_passwords: count("SELECT COUNT(*) FROM temporary_password WHERE expires_at > $1", vec![now.0.into()])
            .await?,
    })
}
