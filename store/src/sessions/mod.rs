//! Sessions of signed-in browsers.

mod by_token;
mod ending;
mod record;

pub(crate) use by_token::{SESSION_COLUMNS, SESSION_IS_OPEN, SESSION_JOINS, read_session};
pub use by_token::{find_by_token, find_by_token_in};
pub use ending::{disown_one, end, end_all, end_one, end_others, end_over, replace};
pub(crate) use record::session;
pub use record::{Session, SessionWithAccount};

use super::Cursor;
use super::accounts::{Account, account};
use crate::prelude::*;
use domain::{Method, policy::SessionRules};
use sea_orm::sea_query::Query;

/// A session to be inserted.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: Uuid,
    pub token: TokenHash,
    pub account: AccountId,
    pub method: &'static str,
    pub client_address: String,
    pub user_agent: String,
    pub known_browser: TokenHash,
    pub took_second_step: bool,
}

/// Inserts a session. It counts as authenticated now.
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
        device_hash: Set(Some(new.known_browser.0)),
        proven_at: Set(now.0),
        took_second_step: Set(new.took_second_step),
        password_proven_at: Set(if new.method.parse().is_ok_and(Method::is_strong) { now.0 } else { 0 }),
    };
    session::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Finds a session, also when it has ended.
pub async fn find_by_id(store: &Store, id: Uuid) -> anyhow::Result<Option<Session>> {
    Ok(session::Entity::find_by_id(id).one(store.reader()).await?.map(Session::from))
}

/// The account of a session that has not ended.
pub async fn account_of(transaction: &Transaction, id: Uuid) -> anyhow::Result<Option<Account>> {
    let open = Query::select()
        .column(session::Column::AccountId)
        .from(session::Entity)
        .and_where(session::Column::Id.eq(id))
        .and_where(session::Column::EndedAt.is_null())
        .take();
    let row = account::Entity::find().filter(account::Column::Id.in_subquery(open)).one(transaction).await?;
    row.map(TryInto::try_into).transpose()
}

/// Records that a session was used.
pub async fn touch(transaction: &Transaction, id: Uuid, now: Timestamp) -> anyhow::Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now.0))
        .filter(session::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// A successful reauthentication.
#[derive(Clone, Copy, Debug)]
pub struct Reauthentication {
    pub at: Timestamp,
    /// The user gave a password or a passkey, not only a code.
    pub is_strong: bool,
}

/// Gives a session a new token, and records a reauthentication if there was one.
pub async fn renew(
    transaction: &Transaction,
    id: Uuid,
    token: &TokenHash,
    reauthentication: Option<Reauthentication>,
) -> anyhow::Result<()> {
    let mut update = session::Entity::update_many().col_expr(session::Column::TokenHash, Expr::value(token.0.clone()));
    if let Some(reauthentication) = reauthentication {
        update = update.col_expr(session::Column::ProvenAt, Expr::value(reauthentication.at.0));
        if reauthentication.is_strong {
            update = update.col_expr(session::Column::PasswordProvenAt, Expr::value(reauthentication.at.0));
        }
    }
    update.filter(session::Column::Id.eq(id)).exec(transaction).await?;
    Ok(())
}

/// Records that a second step was set up in a session.
pub async fn note_second_step(transaction: &Transaction, id: Uuid) -> anyhow::Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::TookSecondStep, Expr::value(true))
        .filter(session::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Whether a session has not ended. The caller locks its account or organisation first. Signing out and a new sign-in
/// of the browser use no such lock and may still end it, and "This wasn't me" locks the account only.
pub async fn is_open(transaction: &Transaction, id: Uuid) -> anyhow::Result<bool> {
    let row = session::Entity::find_by_id(id).filter(session::Column::EndedAt.is_null()).one(transaction).await?;
    Ok(row.is_some())
}

/// The sessions of an account that are alive under `rules`, the last used first: at most `most`, used before `before`.
pub async fn alive_of(
    store: &Store,
    account: AccountId,
    rules: SessionRules,
    now: Timestamp,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<Vec<Session>> {
    let mut query = session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::LastSeenAt.gt((now - rules.idle).0))
        .filter(session::Column::CreatedAt.gt((now - rules.absolute).0));
    if let Some(before) = before {
        query = query.filter(before.older(session::Column::LastSeenAt, session::Column::Id));
    }
    let rows = query
        .order_by_desc(session::Column::LastSeenAt)
        .order_by_desc(session::Column::Id)
        .limit(most)
        .all(store.reader())
        .await?;
    Ok(rows.into_iter().map(Session::from).collect())
}
