//! Links that lead to a new password or to a temporary one. Each works once.

use super::rate_limits::Cost;
use crate::prelude::*;

/// The table `recovery_link`: a link that leads to a new password or to a temporary one.
pub(crate) mod recovery_link {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub organisation_id: Uuid,
        /// Null when no account has the address.
        pub account_id: Option<Uuid>,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
        /// The link confirms the request for a temporary password.
        pub is_reset: bool,
        /// What it cost the client address that requested it.
        pub client_paid: i32,
        pub client_window_ends_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a link is for. It works for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The user chooses a new password.
    NewPassword,
    /// The user confirms the request for a temporary password.
    Reset,
}

/// A link that was sent.
#[derive(Clone, Debug)]
pub struct RecoveryLink {
    pub purpose: LinkPurpose,
    pub organisation: OrganisationId,
    /// `None`: no account has the address.
    pub account: Option<AccountId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// What it cost the client address that requested it.
    pub cost: Cost,
}

impl RecoveryLink {
    /// Whether the link has expired.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

/// Inserts a link.
pub async fn insert(transaction: &Transaction, token: &TokenHash, link: &RecoveryLink) -> anyhow::Result<()> {
    let row = recovery_link::ActiveModel {
        token_hash: Set(token.0.clone()),
        organisation_id: Set(link.organisation.0),
        account_id: Set(link.account.map(|account| account.0)),
        created_at: Set(link.created_at.0),
        expires_at: Set(link.expires_at.0),
        used_at: Set(None),
        is_reset: Set(link.purpose == LinkPurpose::Reset),
        client_paid: Set(i32::try_from(link.cost.times)?),
        client_window_ends_at: Set(link.cost.window_ends_at.0),
    };
    recovery_link::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The link of a token, also when it was used or has expired. `None` also when it is for another purpose.
pub async fn read(store: &Store, token: &TokenHash, purpose: LinkPurpose) -> anyhow::Result<Option<RecoveryLink>> {
    let row = recovery_link::Entity::find_by_id(token.0.clone())
        .filter(recovery_link::Column::IsReset.eq(purpose == LinkPurpose::Reset))
        .one(store.reader())
        .await?;
    Ok(row.map(|row| RecoveryLink {
        purpose,
        organisation: OrganisationId(row.organisation_id),
        account: row.account_id.map(AccountId),
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        used_at: row.used_at.map(Timestamp),
        cost: Cost {
            times: u32::try_from(row.client_paid).unwrap_or_default(),
            window_ends_at: Timestamp(row.client_window_ends_at),
        },
    }))
}

/// Marks a link as used. `false`: it was used before, or has expired.
pub async fn use_up(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = recovery_link::Entity::update_many()
        .col_expr(recovery_link::Column::UsedAt, Expr::value(now.0))
        .filter(recovery_link::Column::TokenHash.eq(token.0.clone()))
        .filter(recovery_link::Column::UsedAt.is_null())
        .filter(recovery_link::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Marks all links of an account up to `created_at` as used. A later link may still be on its way to the user.
pub async fn use_up_until(
    transaction: &Transaction,
    account: AccountId,
    created_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    recovery_link::Entity::update_many()
        .col_expr(recovery_link::Column::UsedAt, Expr::value(now.0))
        .filter(recovery_link::Column::AccountId.eq(account.0))
        .filter(recovery_link::Column::CreatedAt.lte(created_at.0))
        .filter(recovery_link::Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}
