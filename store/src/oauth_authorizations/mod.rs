//! Authorizations: each is what one sign-in gave a client, and its code and tokens end with it. It ends with its
//! session, unless it is offline. Lock in this order: client, grant, authorization, its code and tokens.

mod read;
mod record;

pub(crate) use read::{IS_LIVE, LIVE_COLUMNS, LIVE_JOINS, read_live};
pub(crate) use record::oauth_authorization;
pub use record::{LiveAuthorization, NewAuthorization};

use super::logout_notices;
use super::oauth_grants::oauth_grant;
use super::sql::Sql;
use crate::prelude::*;
use domain::{AuthorizationId, ClientId};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ConnectionTrait as _, DbBackend};

/// Inserts an authorization.
pub async fn insert(transaction: &Transaction, new: NewAuthorization, now: Timestamp) -> anyhow::Result<()> {
    let row = oauth_authorization::ActiveModel {
        id: Set(new.id.0),
        grant_id: Set(new.grant.0),
        session_id: Set(new.session),
        sid: Set(new.sid),
        browser_session_id: Set(new.sid),
        scopes: Set(new.scopes.to_string()),
        nonce: Set(new.nonce),
        authenticated_at: Set(new.authenticated_at.0),
        amr: Set(new.amr),
        acr: Set(new.acr),
        created_at: Set(now.0),
    };
    oauth_authorization::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Finds an authorization, as this transaction has left it. `None` also when its session has ended, its account is
/// deactivated or closed, or its application is turned off.
pub async fn find(transaction: &Transaction, id: AuthorizationId) -> anyhow::Result<Option<LiveAuthorization>> {
    let mut sql = Sql::new(transaction);
    let id = sql.bind(id.0);
    sql.push(&format!(
        "SELECT {} FROM oauth_authorization z {LIVE_JOINS} WHERE z.id = {id} AND {IS_LIVE} ORDER BY pg.name_key",
        LIVE_COLUMNS.as_str()
    ));
    read_live(&sql.all(transaction).await?)
}

/// Locks an authorization and its grant until the transaction ends, so that its code and tokens change one after the
/// other. Keeps its client from being deleted: inserting an access token locks the client, and whoever deletes it locks
/// the grants after it. `false`: it has ended.
pub async fn lock(transaction: &Transaction, id: AuthorizationId) -> anyhow::Result<bool> {
    let mut sql = Sql::new(transaction);
    let id = sql.bind(id.0);
    sql.push(&format!(
        "SELECT 1 AS one FROM oauth_authorization z JOIN oauth_grant g ON g.id = z.grant_id
         JOIN oauth_client c ON c.id = g.client_id WHERE z.id = {id}"
    ));
    // PostgreSQL locks the rows in this order. On SQLite the transaction is the only one that writes.
    if transaction.get_database_backend() == DbBackend::Postgres {
        sql.push(" FOR KEY SHARE OF c FOR NO KEY UPDATE OF g FOR UPDATE OF z");
    }
    Ok(!sql.all(transaction).await?.is_empty())
}

/// Deletes an authorization with its code and tokens.
pub async fn delete(transaction: &Transaction, id: AuthorizationId) -> anyhow::Result<()> {
    oauth_authorization::Entity::delete_by_id(id.0).exec(transaction).await?;
    Ok(())
}

/// Whether a client has an authorization that ends with this session.
pub async fn has_live_of_session(store: &Store, client: ClientId, session: Uuid) -> anyhow::Result<bool> {
    let mut sql = Sql::new(store.reader());
    let (session, client) = (sql.bind(session), sql.bind(client.0));
    sql.push(&format!(
        "SELECT 1 AS one FROM oauth_authorization z JOIN oauth_grant g ON g.id = z.grant_id
         WHERE z.session_id = {session} AND g.client_id = {client} LIMIT 1"
    ));
    Ok(!sql.all(store.reader()).await?.is_empty())
}

/// The grants with this value in a column.
fn grants_with(column: oauth_grant::Column, id: Uuid) -> SelectStatement {
    Query::select().column(oauth_grant::Column::Id).from(oauth_grant::Entity).and_where(column.eq(id)).take()
}

/// The offline authorizations of an account, which no end of a session reaches.
fn offline_of(account: AccountId) -> Condition {
    let theirs = grants_with(oauth_grant::Column::AccountId, account.0);
    Condition::all()
        .add(oauth_authorization::Column::SessionId.is_null())
        .add(oauth_authorization::Column::GrantId.in_subquery(theirs))
}

/// What was given in these sessions, or before the browser replaced a session by one of them.
pub(crate) fn given_in(sessions: SelectStatement) -> Condition {
    Condition::any()
        .add(oauth_authorization::Column::Sid.in_subquery(sessions.clone()))
        .add(oauth_authorization::Column::BrowserSessionId.in_subquery(sessions))
}

/// What was not given in this session, nor before the browser replaced a session by it.
pub(crate) fn given_elsewhere(session: Uuid) -> Condition {
    Condition::all().add(oauth_authorization::Column::BrowserSessionId.ne(session))
}

/// Deletes the offline authorizations of an account, or only those of one kind. Returns how many.
pub(crate) async fn end_offline(
    transaction: &Transaction,
    account: AccountId,
    which: Option<Condition>,
    now: Timestamp,
) -> anyhow::Result<u64> {
    delete_all(transaction, offline_of(account).add_option(which), now).await
}

/// Deletes all that users have given a client. What they allowed it is remembered.
pub async fn end_of_client(transaction: &Transaction, client: ClientId, now: Timestamp) -> anyhow::Result<()> {
    let theirs = grants_with(oauth_grant::Column::ClientId, client.0);
    let given = Condition::all().add(oauth_authorization::Column::GrantId.in_subquery(theirs));
    delete_all(transaction, given, now).await?;
    Ok(())
}

/// Deletes authorizations with their codes and tokens, and leaves notices for their clients. Returns how many.
async fn delete_all(transaction: &Transaction, ended: Condition, now: Timestamp) -> anyhow::Result<u64> {
    logout_notices::add(transaction, ended.clone(), now).await?;
    let outcome = oauth_authorization::Entity::delete_many().filter(ended).exec(transaction).await?;
    Ok(outcome.rows_affected)
}
