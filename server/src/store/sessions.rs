//! Signed-in browsers.

use super::{Store, TokenHash, Transaction, entity::session};
use domain::{AccountId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use uuid::Uuid;

/// A session that has not ended. Whether it is still alive is for the policy to say.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub account: AccountId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// Where it began.
    pub client_address: String,
    pub user_agent: String,
    pub device: Option<TokenHash>,
    pub is_ended: bool,
}

/// A session to be.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: Uuid,
    pub token: TokenHash,
    pub account: AccountId,
    pub method: &'static str,
    pub client_address: String,
    pub user_agent: String,
    pub device: TokenHash,
}

pub async fn insert(transaction: &Transaction, new: NewSession, now: Timestamp) -> anyhow::Result<()> {
    let row = session::ActiveModel {
        id: Set(new.id),
        token_hash: Set(new.token.0),
        account_id: Set(new.account.0),
        method: Set(new.method.to_owned()),
        client_address: Set(new.client_address),
        user_agent: Set(new.user_agent),
        created_at: Set(now.0),
        last_seen_at: Set(now.0),
        ended_at: Set(None),
        device_hash: Set(Some(new.device.0)),
    };
    session::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

pub async fn find_by_token(store: &Store, token: &TokenHash) -> anyhow::Result<Option<Session>> {
    let row = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token.0.clone()))
        .filter(session::Column::EndedAt.is_null())
        .one(store.reader())
        .await?;
    Ok(row.map(Session::from))
}

/// Whether it has ended or not.
pub async fn find_by_id(store: &Store, id: Uuid) -> anyhow::Result<Option<Session>> {
    Ok(session::Entity::find_by_id(id).one(store.reader()).await?.map(Session::from))
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Session {
            id: row.id,
            account: AccountId(row.account_id),
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            client_address: row.client_address,
            user_agent: row.user_agent,
            device: row.device_hash.map(TokenHash),
            is_ended: row.ended_at.is_some(),
        }
    }
}

/// Remembers that the session was used.
pub async fn touch(transaction: &Transaction, id: Uuid, now: Timestamp) -> anyhow::Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now.0))
        .filter(session::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Ends a session, if it has not ended.
pub async fn end_by_id(transaction: &Transaction, id: Uuid, now: Timestamp) -> anyhow::Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Ends the session of a token, if there is one.
pub async fn end(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .filter(session::Column::TokenHash.eq(token.0.clone()))
        .filter(session::Column::EndedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}
