//! Sessions of signed-in browsers.

mod by_token;
mod record;

pub use by_token::find_by_token;
pub(crate) use by_token::{SESSION_COLUMNS, SESSION_IS_OPEN, SESSION_JOINS, read_session};
pub(crate) use record::session;
pub use record::{Session, SessionWithAccount};

use super::accounts::{Account, account};
use super::{Cursor, authenticators, pending_sign_ins};
use crate::prelude::*;
use domain::{Method, policy::SessionRules};
use sea_orm::{UpdateMany, sea_query::Query};

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

/// Whether an account has a session in a browser that was not ended. It may have expired.
pub async fn is_any_open(store: &Store, account: AccountId, browser: &TokenHash) -> anyhow::Result<bool> {
    let row = session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::DeviceHash.eq(browser.0.clone()))
        .filter(session::Column::EndedAt.is_null())
        .one(store.reader())
        .await?;
    Ok(row.is_some())
}

/// Ends a session, and all other sessions of its account in the same browser. `false`: all of them had ended before.
pub async fn end_with_browser(transaction: &Transaction, session: &Session, now: Timestamp) -> anyhow::Result<bool> {
    let mut meant = Condition::any().add(session::Column::Id.eq(session.id));
    if let Some(browser) = &session.known_browser {
        let in_browser = session::Column::DeviceHash.eq(browser.0.clone());
        meant = meant.add(in_browser.and(session::Column::AccountId.eq(session.account.0)));
    }
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .filter(meant)
        .filter(session::Column::EndedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends pending sign-ins, and removes an authenticator app that waits for its first code: a browser that loses
/// access here may know its secret.
async fn end_unfinished(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    pending_sign_ins::end_all(transaction, account).await?;
    authenticators::end_waiting(transaction, account).await
}

/// Ends all sessions of an account, pending sign-ins and the setup of an authenticator app.
pub async fn end_all(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    end_unfinished(transaction, account).await?;
    ended(account, now).exec(transaction).await?;
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

/// Ends the sessions of an organisation that have expired under `rules`, the policy so far. A longer limit in a new
/// policy would otherwise revive them.
pub async fn end_over(
    transaction: &Transaction,
    organisation: OrganisationId,
    rules: SessionRules,
    now: Timestamp,
) -> anyhow::Result<()> {
    let theirs = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::OrganisationId.eq(organisation.0))
        .take();
    let is_over = Condition::any()
        .add(session::Column::LastSeenAt.lte((now - rules.idle).0))
        .add(session::Column::CreatedAt.lte((now - rules.absolute).0));
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .filter(session::Column::EndedAt.is_null())
        .filter(is_over)
        .filter(session::Column::AccountId.in_subquery(theirs))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Whether a session has not ended. The caller locks its account or organisation first. Signing out and a new sign-in
/// of the browser use no such lock and may still end it, and the link of a sign-in alert locks the account only.
pub async fn is_open(transaction: &Transaction, id: Uuid) -> anyhow::Result<bool> {
    let row = session::Entity::find_by_id(id).filter(session::Column::EndedAt.is_null()).one(transaction).await?;
    Ok(row.is_some())
}

/// Ends one session of an account. `false`: the account has none with this id that is open.
pub async fn end_one(transaction: &Transaction, account: AccountId, id: Uuid, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = ended(account, now).filter(session::Column::Id.eq(id)).exec(transaction).await?;
    Ok(outcome.rows_affected == 1)
}

/// Ends all sessions of an account except one, pending sign-ins and the setup of an authenticator app.
pub async fn end_others(
    transaction: &Transaction,
    account: AccountId,
    kept: Uuid,
    now: Timestamp,
) -> anyhow::Result<()> {
    end_unfinished(transaction, account).await?;
    ended(account, now).filter(session::Column::Id.ne(kept)).exec(transaction).await?;
    Ok(())
}

/// The update that ends the open sessions of an account.
fn ended(account: AccountId, now: Timestamp) -> UpdateMany<session::Entity> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::EndedAt.is_null())
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
