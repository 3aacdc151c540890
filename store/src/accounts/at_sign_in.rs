//! What an account learns at each sign-in: the time zone of the browser, and whether the user wants no passkey.

use super::record::account;
use crate::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType};

/// Stores the time zone of the browser in which the user signs in. Does nothing while another sign-in of the account
/// has locked it, because two that wait for each other would both fail.
pub async fn set_browser_time_zone(transaction: &Transaction, id: AccountId, zone: &str) -> anyhow::Result<()> {
    let account = account::Entity::find_by_id(id.0).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    if account.one(transaction).await?.is_some() {
        account::Entity::update_many()
            .col_expr(account::Column::BrowserTimeZone, Expr::value(zone))
            .filter(account::Column::Id.eq(id.0))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

/// How often the user has skipped the offer to add a passkey.
pub async fn passkey_offers_skipped(transaction: &Transaction, id: AccountId) -> anyhow::Result<i32> {
    let account = account::Entity::find_by_id(id.0).one(transaction).await?;
    Ok(account.map_or(0, |account| account.passkey_offers_skipped))
}

/// Counts that the user has skipped the offer to add a passkey.
pub async fn skip_passkey_offer(transaction: &Transaction, id: AccountId) -> anyhow::Result<()> {
    let skipped = Expr::col(account::Column::PasskeyOffersSkipped).add(1);
    account::Entity::update_many()
        .col_expr(account::Column::PasskeyOffersSkipped, skipped)
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}
