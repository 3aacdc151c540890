//! How far somebody who was invited is in the first visit.

use super::{
    Transaction,
    entity::{account, invitation},
    invitations::Stage,
};
use domain::{AccountId, Timestamp, welcome::Progress};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};

/// Keeps how far somebody is.
pub async fn keep(transaction: &Transaction, id: AccountId, welcome: &Progress) -> anyhow::Result<()> {
    set(transaction, id, Some(welcome)).await
}

/// They are through.
pub async fn finish(transaction: &Transaction, id: AccountId, now: Timestamp) -> anyhow::Result<()> {
    set(transaction, id, None).await?;
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Stage, Expr::value(Stage::Joined.name()))
        .col_expr(invitation::Column::JoinedAt, Expr::value(now.0))
        .filter(invitation::Column::AccountId.eq(id.0))
        .filter(invitation::Column::Stage.eq(Stage::Entered.name()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// They signed in first.
pub async fn begin(transaction: &Transaction, id: AccountId, now: Timestamp) -> anyhow::Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Stage, Expr::value(Stage::Entered.name()))
        .col_expr(invitation::Column::EnteredAt, Expr::value(now.0))
        .filter(invitation::Column::AccountId.eq(id.0))
        .filter(invitation::Column::Stage.is_in([Stage::Open.name(), Stage::Confirmed.name()]))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn set(transaction: &Transaction, id: AccountId, welcome: Option<&Progress>) -> anyhow::Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::Welcome, Expr::value(welcome.map(ToString::to_string)))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}
