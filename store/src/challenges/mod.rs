//! Challenges. Counting an attempt is one statement, so that parallel guesses cannot share one.

mod record;

pub(crate) use record::challenge;
pub use record::{Purpose, StoredChallenge};

use crate::prelude::*;
use domain::{ChallengeId, Destination, ReturnTo, policy::CodeRules};
use sea_orm::ConnectionTrait;

/// Inserts a challenge and binds it to a browser.
pub async fn insert(
    transaction: &Transaction,
    challenge: &StoredChallenge,
    browser: &TokenHash,
    now: Timestamp,
) -> anyhow::Result<()> {
    let row = challenge::ActiveModel {
        id: Set(challenge.id.0),
        organisation_id: Set(challenge.organisation.0),
        account_id: Set(challenge.account.map(|account| account.0)),
        purpose: Set(challenge.purpose.name().to_owned()),
        browser_hash: Set(browser.0.clone()),
        destination: Set(challenge.destination.to_string()),
        tries: Set(i32::from(challenge.state.attempts)),
        sent_at: Set(challenge.state.sent_at.0),
        expires_at: Set(challenge.state.expires_at.0),
        consumed_at: Set(None),
        created_at: Set(now.0),
        return_to: Set(challenge.return_to.as_ref().map(ToString::to_string)),
        client_paid: Set(i32::try_from(challenge.cost.times)?),
        client_window_ends_at: Set(challenge.cost.window_ends_at.0),
    };
    challenge::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

async fn find(
    database: &impl ConnectionTrait,
    id: ChallengeId,
    browser: &TokenHash,
) -> anyhow::Result<Option<StoredChallenge>> {
    let row = challenge::Entity::find_by_id(id.0)
        .filter(challenge::Column::BrowserHash.eq(browser.0.clone()))
        .one(database)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// The challenge, if this browser requested it; `None` for any other browser.
pub async fn find_for_browser(
    transaction: &Transaction,
    id: ChallengeId,
    browser: &TokenHash,
) -> anyhow::Result<Option<StoredChallenge>> {
    find(transaction, id, browser).await
}

/// The challenge, if this browser requested it, read outside a transaction.
pub async fn read_for_browser(
    store: &Store,
    id: ChallengeId,
    browser: &TokenHash,
) -> anyhow::Result<Option<StoredChallenge>> {
    find(store.reader(), id, browser).await
}

/// The organisation of a challenge, whichever browser asks.
pub async fn organisation_of(store: &Store, id: ChallengeId) -> anyhow::Result<Option<OrganisationId>> {
    let row = challenge::Entity::find_by_id(id.0).one(store.reader()).await?;
    Ok(row.map(|row| OrganisationId(row.organisation_id)))
}

/// The newest open challenge of this browser for an address or number.
pub async fn find_open(
    transaction: &Transaction,
    organisation: OrganisationId,
    purpose: Purpose,
    browser: &TokenHash,
    destination: &Destination,
    now: Timestamp,
) -> anyhow::Result<Option<StoredChallenge>> {
    let row = challenge::Entity::find()
        .filter(challenge::Column::Purpose.eq(purpose.name()))
        .filter(challenge::Column::BrowserHash.eq(browser.0.clone()))
        .filter(challenge::Column::Destination.eq(destination.as_str()))
        .filter(challenge::Column::OrganisationId.eq(organisation.0))
        .filter(challenge::Column::ConsumedAt.is_null())
        .filter(challenge::Column::ExpiresAt.gt(now.0))
        .order_by_desc(challenge::Column::CreatedAt)
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// The newest open challenge of this browser in an organisation, read outside a transaction.
pub async fn read_newest_open(
    store: &Store,
    organisation: OrganisationId,
    purpose: Purpose,
    browser: &TokenHash,
    now: Timestamp,
) -> anyhow::Result<Option<StoredChallenge>> {
    let row = challenge::Entity::find()
        .filter(challenge::Column::Purpose.eq(purpose.name()))
        .filter(challenge::Column::BrowserHash.eq(browser.0.clone()))
        .filter(challenge::Column::OrganisationId.eq(organisation.0))
        .filter(challenge::Column::ConsumedAt.is_null())
        .filter(challenge::Column::ExpiresAt.gt(now.0))
        .order_by_desc(challenge::Column::SentAt)
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Whether a challenge of this browser has not expired, entered or not.
pub async fn is_any_current(transaction: &Transaction, browser: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let row = challenge::Entity::find()
        .filter(challenge::Column::BrowserHash.eq(browser.0.clone()))
        .filter(challenge::Column::ExpiresAt.gt(now.0))
        .one(transaction)
        .await?;
    Ok(row.is_some())
}

/// Counts one attempt before the code is compared. `None`: none are left, or it is not open in this browser.
pub async fn count_attempt(
    transaction: &Transaction,
    id: ChallengeId,
    browser: &TokenHash,
    rules: CodeRules,
    now: Timestamp,
) -> anyhow::Result<Option<StoredChallenge>> {
    let counted = challenge::Entity::update_many()
        .col_expr(challenge::Column::Tries, Expr::col(challenge::Column::Tries).add(1))
        .filter(challenge::Column::Id.eq(id.0))
        .filter(challenge::Column::BrowserHash.eq(browser.0.clone()))
        .filter(challenge::Column::ConsumedAt.is_null())
        .filter(challenge::Column::ExpiresAt.gt(now.0))
        .filter(challenge::Column::Tries.lt(i32::from(rules.attempts)))
        .exec_with_returning(transaction)
        .await?;
    counted.into_iter().next().map(TryInto::try_into).transpose()
}

/// Marks the challenge as answered. `false`: another request was first.
pub async fn consume(transaction: &Transaction, id: ChallengeId, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = challenge::Entity::update_many()
        .col_expr(challenge::Column::ConsumedAt, Expr::value(now.0))
        .filter(challenge::Column::Id.eq(id.0))
        .filter(challenge::Column::ConsumedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Locks all open challenges of an account, by id, so that callers cannot deadlock. SQLite has one writer anyway.
pub async fn lock_all(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    challenge::Entity::find()
        .filter(challenge::Column::AccountId.eq(account.0))
        .filter(challenge::Column::ConsumedAt.is_null())
        .order_by_asc(challenge::Column::Id)
        .lock_exclusive()
        .all(transaction)
        .await?;
    Ok(())
}

/// Ends all open challenges of an account: sign-ins and changes that are not finished.
pub async fn end_all(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    lock_all(transaction, account).await?;
    ended(account, now).exec(transaction).await?;
    Ok(())
}

/// Also sets the expiry to now: `consumed_at` before `expires_at` would mean that the code was entered.
fn ended(account: AccountId, now: Timestamp) -> sea_orm::UpdateMany<challenge::Entity> {
    challenge::Entity::update_many()
        .col_expr(challenge::Column::ConsumedAt, Expr::value(now.0))
        .col_expr(challenge::Column::ExpiresAt, Expr::value(now.0))
        .filter(challenge::Column::AccountId.eq(account.0))
        .filter(challenge::Column::ConsumedAt.is_null())
}

/// Renews attempts, expiry, account, redirect and cost. `false`: not last sent at `before` any more, or consumed.
pub async fn reopen(transaction: &Transaction, before: Timestamp, after: &StoredChallenge) -> anyhow::Result<bool> {
    let outcome = challenge::Entity::update_many()
        .col_expr(challenge::Column::Tries, Expr::value(i32::from(after.state.attempts)))
        .col_expr(challenge::Column::AccountId, Expr::value(after.account.map(|account| account.0)))
        .col_expr(challenge::Column::ReturnTo, Expr::value(after.return_to.as_ref().map(ToString::to_string)))
        .col_expr(challenge::Column::SentAt, Expr::value(after.state.sent_at.0))
        .col_expr(challenge::Column::ExpiresAt, Expr::value(after.state.expires_at.0))
        .col_expr(challenge::Column::ClientPaid, Expr::value(i32::try_from(after.cost.times)?))
        .col_expr(challenge::Column::ClientWindowEndsAt, Expr::value(after.cost.window_ends_at.0))
        .filter(challenge::Column::Id.eq(after.id.0))
        .filter(challenge::Column::SentAt.eq(before.0))
        .filter(challenge::Column::ConsumedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Changes where the user goes after the right code.
pub async fn lead_to(transaction: &Transaction, id: ChallengeId, return_to: Option<&ReturnTo>) -> anyhow::Result<()> {
    challenge::Entity::update_many()
        .col_expr(challenge::Column::ReturnTo, Expr::value(return_to.map(ToString::to_string)))
        .filter(challenge::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The newest open challenge of an account for a purpose, and the browser that it is bound to.
pub async fn read_pending(
    store: &Store,
    account: AccountId,
    purpose: Purpose,
    now: Timestamp,
) -> anyhow::Result<Option<(StoredChallenge, TokenHash)>> {
    let row = challenge::Entity::find()
        .filter(challenge::Column::AccountId.eq(account.0))
        .filter(challenge::Column::Purpose.eq(purpose.name()))
        .filter(challenge::Column::ConsumedAt.is_null())
        .filter(challenge::Column::ExpiresAt.gt(now.0))
        .order_by_desc(challenge::Column::CreatedAt)
        .one(store.reader())
        .await?;
    row.map(|row| {
        let browser = TokenHash(row.browser_hash.clone());
        Ok((row.try_into()?, browser))
    })
    .transpose()
}

/// Ends all open challenges of an account for a purpose. `false`: there was none.
pub async fn end_pending(
    transaction: &Transaction,
    account: AccountId,
    purpose: Purpose,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let pending = ended(account, now).filter(challenge::Column::Purpose.eq(purpose.name()));
    Ok(pending.exec(transaction).await?.rows_affected > 0)
}
