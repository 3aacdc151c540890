//! Progress of invited users in onboarding.

use super::accounts::account;
use super::invitations::{Stage, invitation};
use crate::prelude::*;
use domain::onboarding::Progress;

/// Stores the onboarding progress of an account.
pub async fn keep(transaction: &Transaction, id: AccountId, progress: &Progress) -> anyhow::Result<()> {
    set(transaction, id, Some(progress)).await
}

/// Ends the onboarding of an account; its invitation has the stage `Joined` from now on.
pub async fn finish(transaction: &Transaction, id: AccountId, now: Timestamp) -> anyhow::Result<()> {
    set(transaction, id, None).await?;
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Stage, Expr::value(Stage::Joined.name()))
        .col_expr(invitation::Column::JoinedAt, Expr::value(now.0))
        .filter(invitation::Column::AccountId.eq(id.0))
        .filter(invitation::Column::Stage.eq(Stage::SignedIn.name()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Records the first sign-in of an invited user; the invitation has the stage `SignedIn` from now on.
pub async fn begin(transaction: &Transaction, id: AccountId, now: Timestamp) -> anyhow::Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Stage, Expr::value(Stage::SignedIn.name()))
        .col_expr(invitation::Column::EnteredAt, Expr::value(now.0))
        .filter(invitation::Column::AccountId.eq(id.0))
        .filter(invitation::Column::Stage.is_in([Stage::Open.name(), Stage::Confirmed.name()]))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn set(transaction: &Transaction, id: AccountId, progress: Option<&Progress>) -> anyhow::Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::Welcome, Expr::value(progress.map(ToString::to_string)))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}
