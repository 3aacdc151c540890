//! Authorization codes: each leads a client from a redirect to its tokens, once.

use super::oauth_authorizations;
use crate::prelude::*;
use crate::sql::Sql;
use domain::{AuthorizationId, ClientId};
use sea_orm::ConnectionTrait;

/// The table `oauth_code`: what a client exchanges for tokens.
pub(crate) mod oauth_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: Vec<u8>,
        pub authorization_id: Uuid,
        pub redirect_uri: String,
        pub challenge: Option<String>,
        pub expires_at: i64,
        pub spent_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A code to be inserted.
#[derive(Clone, Debug)]
pub struct NewCode {
    pub hash: TokenHash,
    pub authorization: AuthorizationId,
    /// Where it was sent.
    pub redirect_uri: String,
    /// What the client has to know the secret of (PKCE).
    pub challenge: Option<String>,
    pub expires_at: Timestamp,
}

/// A code that was just spent. The caller compares the address and the challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpentCode {
    pub authorization: AuthorizationId,
    pub redirect_uri: String,
    pub challenge: Option<String>,
}

/// What became of a code that a client presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeUse {
    First(SpentCode),
    /// It was spent before: somebody may have stolen it.
    Again(AuthorizationId),
    /// It was never made for this client, has expired unspent, or its authorization has ended.
    Unknown,
}

/// Inserts a code.
pub async fn insert(transaction: &Transaction, new: NewCode) -> anyhow::Result<()> {
    let row = oauth_code::ActiveModel {
        code_hash: Set(new.hash.0),
        authorization_id: Set(new.authorization.0),
        redirect_uri: Set(new.redirect_uri),
        challenge: Set(new.challenge),
        expires_at: Set(new.expires_at.0),
        spent_at: Set(None),
    };
    oauth_code::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Whether a client has this code, spent or not. Outside a transaction, so that guesses write nothing.
pub async fn exists(store: &Store, hash: &TokenHash, client: ClientId) -> anyhow::Result<bool> {
    Ok(read(store.reader(), hash, client).await?.is_some())
}

/// Spends a code of a client. The code of another client stays unspent. Locks the authorization.
pub async fn spend(
    transaction: &Transaction,
    hash: &TokenHash,
    client: ClientId,
    now: Timestamp,
) -> anyhow::Result<CodeUse> {
    let Some(code) = read(transaction, hash, client).await? else { return Ok(CodeUse::Unknown) };
    let authorization = AuthorizationId(code.authorization_id);
    if !oauth_authorizations::lock(transaction, authorization).await? {
        return Ok(CodeUse::Unknown);
    }
    let spent = oauth_code::Entity::update_many()
        .col_expr(oauth_code::Column::SpentAt, Expr::value(now.0))
        .filter(oauth_code::Column::CodeHash.eq(hash.0.clone()))
        .filter(oauth_code::Column::SpentAt.is_null())
        .filter(oauth_code::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    if spent.rows_affected == 1 {
        let (redirect_uri, challenge) = (code.redirect_uri, code.challenge);
        return Ok(CodeUse::First(SpentCode { authorization, redirect_uri, challenge }));
    }
    // Read again: another transaction may have spent it while this one waited for the lock.
    let was_spent = read(transaction, hash, client).await?.is_some_and(|code| code.spent_at.is_some());
    Ok(if was_spent { CodeUse::Again(authorization) } else { CodeUse::Unknown })
}

async fn read(
    connection: &impl ConnectionTrait,
    hash: &TokenHash,
    client: ClientId,
) -> anyhow::Result<Option<oauth_code::Model>> {
    let mut sql = Sql::new(connection);
    let (hash, client) = (sql.bind(hash.0.clone()), sql.bind(client.0));
    sql.push(&format!(
        "SELECT k.* FROM oauth_code k JOIN oauth_authorization z ON z.id = k.authorization_id
         JOIN oauth_grant g ON g.id = z.grant_id WHERE k.code_hash = {hash} AND g.client_id = {client}"
    ));
    let rows = sql.all(connection).await?;
    Ok(rows.first().map(|row| oauth_code::Model::from_query_result(row, "")).transpose()?)
}
