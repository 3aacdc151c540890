//! The one row about the whole installation: a known text that was sealed with the secret key at the first start.

use super::{Sealed, sql::Sql};
use crate::prelude::*;

/// The id of the only row.
const ONLY: i32 = 1;

/// The sealed text. `None`: no server has started on this database yet.
pub async fn check_value(store: &Store) -> anyhow::Result<Option<Sealed>> {
    let mut sql = Sql::new(store.reader());
    let id = sql.bind(ONLY);
    sql.push(&format!("SELECT sealed, key_id FROM installation WHERE id = {id}"));
    let rows = sql.all(store.reader()).await?;
    let read = |row: &sea_orm::QueryResult| {
        anyhow::Ok(Sealed { key_id: row.try_get("", "key_id")?, bytes: row.try_get("", "sealed")? })
    };
    rows.first().map(read).transpose()
}

/// Stores the sealed text, unless there is one.
pub async fn keep_check_value(transaction: &Transaction, sealed: Sealed, now: Timestamp) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let values = [sql.bind(ONLY), sql.bind(sealed.bytes), sql.bind(sealed.key_id), sql.bind(now.0)].join(", ");
    sql.push(&format!(
        "INSERT INTO installation (id, sealed, key_id, created_at) VALUES ({values}) ON CONFLICT (id) DO NOTHING"
    ));
    sql.execute(transaction).await?;
    Ok(())
}

/// Replaces the sealed text by one that is sealed with another key.
pub async fn reseal(transaction: &Transaction, sealed: Sealed) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let (bytes, key, id) = (sql.bind(sealed.bytes), sql.bind(sealed.key_id), sql.bind(ONLY));
    sql.push(&format!("UPDATE installation SET sealed = {bytes}, key_id = {key} WHERE id = {id}"));
    sql.execute(transaction).await?;
    Ok(())
}
