//! Refresh tokens: each is exchanged for new tokens, among them its successor. The successor is derived from it, so
//! parallel requests get the same one. A client that asks again later gets another one, and the first one counts no more.

mod exchange;
mod record;

pub use exchange::{exchange, lock};
pub(crate) use record::oauth_refresh_token;
pub use record::{NewRefreshToken, RefreshToken};

use crate::prelude::*;
use crate::sql::Sql;
use domain::ClientId;
use sea_orm::ConnectionTrait;

/// Inserts a refresh token.
pub async fn insert(transaction: &Transaction, new: NewRefreshToken, now: Timestamp) -> anyhow::Result<()> {
    let row = oauth_refresh_token::ActiveModel {
        token_hash: Set(new.hash.0),
        authorization_id: Set(new.authorization.0),
        key_id: Set(new.key_id),
        created_at: Set(now.0),
        expires_at: Set(new.expires_at.0),
        spent_at: Set(None),
        successor_hash: Set(None),
        retries: Set(0),
        used_at: Set(None),
    };
    oauth_refresh_token::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Finds a refresh token outside a transaction, so that guesses write nothing.
pub async fn find(store: &Store, hash: &TokenHash) -> anyhow::Result<Option<RefreshToken>> {
    read(store.reader(), hash).await
}

/// Finds a refresh token, as this transaction has left it. The caller has locked its authorization.
pub async fn find_in(transaction: &Transaction, hash: &TokenHash) -> anyhow::Result<Option<RefreshToken>> {
    read(transaction, hash).await
}

async fn read(connection: &impl ConnectionTrait, hash: &TokenHash) -> anyhow::Result<Option<RefreshToken>> {
    let mut sql = Sql::new(connection);
    let hash = sql.bind(hash.0.clone());
    sql.push(&format!(
        "SELECT r.*, g.client_id AS client_id,
            (n.used_at IS NOT NULL) AS is_successor_used
         FROM oauth_refresh_token r JOIN oauth_authorization z ON z.id = r.authorization_id
         JOIN oauth_grant g ON g.id = z.grant_id
         LEFT JOIN oauth_refresh_token n ON n.token_hash = r.successor_hash
         WHERE r.token_hash = {hash}"
    ));
    let rows = sql.all(connection).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(RefreshToken::read(row, "", ClientId(row.try_get("", "client_id")?))?))
}

/// Replaces the successor of a spent token, which nobody has used, and counts the retry. The replaced one becomes its own
/// used successor, and was spent when it was made: so whoever presents it is found out at once. Its access tokens end.
pub async fn replace_successor(
    transaction: &Transaction,
    spent: &TokenHash,
    replaced: &TokenHash,
    successor: &TokenHash,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let (used_at, hash) = (sql.bind(now.0), sql.bind(replaced.0.clone()));
    sql.push(&format!(
        "UPDATE oauth_refresh_token SET spent_at = created_at, used_at = {used_at}, successor_hash = token_hash
         WHERE token_hash = {hash}"
    ));
    sql.execute(transaction).await?;
    let mut sql = Sql::new(transaction);
    let hash = sql.bind(replaced.0.clone());
    sql.push(&format!(
        "DELETE FROM oauth_access_token WHERE refresh_hash = {hash} AND authorization_id =
            (SELECT authorization_id FROM oauth_refresh_token WHERE token_hash = {hash})"
    ));
    sql.execute(transaction).await?;
    let mut sql = Sql::new(transaction);
    let (spent_at, successor, hash) = (sql.bind(now.0), sql.bind(successor.0.clone()), sql.bind(spent.0.clone()));
    sql.push(&format!(
        "UPDATE oauth_refresh_token SET spent_at = {spent_at}, successor_hash = {successor}, retries = retries + 1
         WHERE token_hash = {hash}"
    ));
    sql.execute(transaction).await?;
    Ok(())
}

/// Notes that the access token which was made with this refresh token was seen.
pub async fn note_use(transaction: &Transaction, hash: &TokenHash, now: Timestamp) -> anyhow::Result<()> {
    oauth_refresh_token::Entity::update_many()
        .col_expr(oauth_refresh_token::Column::UsedAt, Expr::value(now.0))
        .filter(oauth_refresh_token::Column::TokenHash.eq(hash.0.clone()))
        .filter(oauth_refresh_token::Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}
