//! The ways in which sessions end. Clients that ask for it are told of each of them.

use super::record::session;
use crate::accounts::account;
use crate::logout_notices;
use crate::oauth_authorizations::{self, oauth_authorization};
use crate::prelude::*;
use crate::{authenticators, pending_sign_ins};
use domain::policy::SessionRules;
use sea_orm::sea_query::{Query, SelectStatement};

/// The ids of sessions.
fn ids(meant: Condition) -> SelectStatement {
    Query::select().column(session::Column::Id).from(session::Entity).cond_where(meant).take()
}

/// Ends those of the sessions that have not ended, and leaves a notice for each client that was given access in one of
/// them. Returns how many sessions ended.
async fn end_where(transaction: &Transaction, meant: Condition, now: Timestamp) -> anyhow::Result<u64> {
    let open = Condition::all().add(meant).add(session::Column::EndedAt.is_null());
    let given_in_them = oauth_authorization::Column::BrowserSessionId.in_subquery(ids(open.clone()));
    logout_notices::add(transaction, Condition::all().add(given_in_them), now).await?;
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .filter(open)
        .exec(transaction)
        .await?;
    Ok(ended.rows_affected)
}

/// The sessions of an account.
fn of(account: AccountId) -> Condition {
    Condition::all().add(session::Column::AccountId.eq(account.0))
}

/// The session of a token.
fn with_token(token: &TokenHash) -> Condition {
    Condition::all().add(session::Column::TokenHash.eq(token.0.clone()))
}

/// Ends pending sign-ins, and removes an authenticator app that waits for its first code: a browser that loses
/// access here may know its secret.
async fn end_unfinished(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    pending_sign_ins::end_all(transaction, account).await?;
    authenticators::end_waiting(transaction, account).await
}

/// Ends all sessions of an account, the access of applications that outlasts them, pending sign-ins and the setup of an
/// authenticator app.
pub async fn end_all(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    end_unfinished(transaction, account).await?;
    end_where(transaction, of(account), now).await?;
    oauth_authorizations::end_offline(transaction, account, None, now).await?;
    Ok(())
}

/// Ends the session of a token, if there is one.
pub async fn end(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<()> {
    end_where(transaction, with_token(token), now).await?;
    Ok(())
}

/// Ends the session of a token because the session `by` of the same account replaces it in its browser. The user stays
/// signed in: what applications were given goes on with the new session, and they are told when that one ends. Only for
/// a session that still counts: what has ended with another one must stay ended.
pub async fn replace(transaction: &Transaction, token: &TokenHash, by: Uuid, now: Timestamp) -> anyhow::Result<()> {
    let own = ids(with_token(token).add(session::Column::EndedAt.is_null()));
    for column in [oauth_authorization::Column::SessionId, oauth_authorization::Column::BrowserSessionId] {
        oauth_authorization::Entity::update_many()
            .col_expr(column, Expr::value(by))
            .filter(column.in_subquery(own.clone()))
            .exec(transaction)
            .await?;
    }
    end(transaction, token, now).await
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
    let meant = Condition::all().add(is_over).add(session::Column::AccountId.in_subquery(theirs));
    end_where(transaction, meant, now).await?;
    Ok(())
}

/// Ends one session of an account. `false`: the account has none with this id that is open. What was given in it and
/// outlasts it goes on.
pub async fn end_one(transaction: &Transaction, account: AccountId, id: Uuid, now: Timestamp) -> anyhow::Result<bool> {
    Ok(end_where(transaction, of(account).add(session::Column::Id.eq(id)), now).await? == 1)
}

/// Ends one session of an account, of another browser, and the access of applications that was given in it and outlasts
/// it, also if the session had ended before. `false`: there was neither.
pub async fn disown_one(
    transaction: &Transaction,
    account: AccountId,
    id: Uuid,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let meant = of(account).add(session::Column::Id.eq(id));
    let sessions = end_where(transaction, meant.clone(), now).await?;
    let given = oauth_authorizations::given_in(ids(meant));
    let offline = oauth_authorizations::end_offline(transaction, account, Some(given), now).await?;
    Ok(sessions + offline > 0)
}

/// Ends all sessions of an account except one, the access of applications that was given in the others and outlasts
/// them, pending sign-ins and the setup of an authenticator app.
pub async fn end_others(
    transaction: &Transaction,
    account: AccountId,
    kept: Uuid,
    now: Timestamp,
) -> anyhow::Result<()> {
    end_unfinished(transaction, account).await?;
    end_where(transaction, of(account).add(session::Column::Id.ne(kept)), now).await?;
    let elsewhere = oauth_authorizations::given_elsewhere(kept);
    oauth_authorizations::end_offline(transaction, account, Some(elsewhere), now).await?;
    Ok(())
}
