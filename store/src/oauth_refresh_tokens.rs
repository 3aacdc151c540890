//! Refresh tokens: each is exchanged for new tokens, among them its successor. The successor is derived from it, so
//! parallel requests get the same one. A client that asks again later gets another one, and the first one counts no more.

use crate::prelude::*;
use crate::sql::Sql;
use domain::{AuthorizationId, ClientId};
use sea_orm::ConnectionTrait;

/// The table `oauth_refresh_token`: what a client exchanges for new tokens. It is not in the read cache.
pub(crate) mod oauth_refresh_token {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_refresh_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub authorization_id: Uuid,
        /// The key from which its successor is derived.
        pub key_id: i32,
        pub created_at: i64,
        pub expires_at: i64,
        pub spent_at: Option<i64>,
        pub successor_hash: Option<Vec<u8>>,
        /// How many of its successors were replaced.
        pub retries: i32,
        /// When it was spent, or its access token was seen first.
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A refresh token to be inserted.
#[derive(Clone, Debug)]
pub struct NewRefreshToken {
    pub hash: TokenHash,
    pub authorization: AuthorizationId,
    /// The key from which its successor is derived.
    pub key_id: i32,
    pub expires_at: Timestamp,
}

/// A refresh token, which may have expired or be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub authorization: AuthorizationId,
    pub client: ClientId,
    /// The key from which its successor is derived.
    pub key_id: i32,
    pub expires_at: Timestamp,
    pub spent_at: Option<Timestamp>,
    pub successor: Option<TokenHash>,
    /// How many of its successors were replaced.
    pub retries: i32,
    /// Whether the successor was spent, or its access token was seen. `true` also for a replaced token.
    pub is_successor_used: bool,
}

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
    let stored = oauth_refresh_token::Model::from_query_result(row, "")?;
    Ok(Some(RefreshToken {
        authorization: AuthorizationId(stored.authorization_id),
        client: ClientId(row.try_get("", "client_id")?),
        key_id: stored.key_id,
        expires_at: Timestamp(stored.expires_at),
        spent_at: stored.spent_at.map(Timestamp),
        successor: stored.successor_hash.map(TokenHash),
        retries: stored.retries,
        is_successor_used: row.try_get("", "is_successor_used")?,
    }))
}

/// Spends a refresh token, which also counts as its use. `false`: it was spent before, or has ended.
pub async fn spend(
    transaction: &Transaction,
    hash: &TokenHash,
    successor: &TokenHash,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let mut sql = Sql::new(transaction);
    let (now, successor, hash) = (sql.bind(now.0), sql.bind(successor.0.clone()), sql.bind(hash.0.clone()));
    sql.push(&format!(
        "UPDATE oauth_refresh_token SET spent_at = {now}, successor_hash = {successor},
            used_at = COALESCE(used_at, {now})
         WHERE token_hash = {hash} AND spent_at IS NULL"
    ));
    Ok(sql.execute(transaction).await? == 1)
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
