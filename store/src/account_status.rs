//! Whether an account is active, and its role. Both change only while the account is locked.

use super::account_words;
use super::accounts::{Account, Role, account, by_email};
use super::former_addresses;
use super::invitations::{Stage, invitation};
use crate::prelude::*;
use sea_orm::{PaginatorTrait as _, QueryTrait as _, sea_query::SelectStatement};

/// Whether an account can be signed in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    Active,
    Deactivated,
    /// The user closed it, for good.
    Closed,
}

impl From<&account::Model> for AccountStatus {
    fn from(row: &account::Model) -> Self {
        match (row.deactivated_at, row.closed_at) {
            (_, Some(_)) => AccountStatus::Closed,
            (Some(_), None) => AccountStatus::Deactivated,
            (None, None) => AccountStatus::Active,
        }
    }
}

/// Finds an account of an organisation in any state and locks it: until this transaction ends, no sign-in to it can
/// complete.
pub async fn find_for_update(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: AccountId,
) -> anyhow::Result<Option<(Account, AccountStatus)>> {
    let row = account::Entity::find_by_id(id.0)
        .filter(account::Column::OrganisationId.eq(organisation.0))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(|row| {
        let status = AccountStatus::from(&row);
        Ok((row.try_into()?, status))
    })
    .transpose()
}

/// Deactivates an account, or with `None` reactivates it.
pub async fn set_deactivated(transaction: &Transaction, id: AccountId, at: Option<Timestamp>) -> anyhow::Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::DeactivatedAt, Expr::value(at.map(|at| at.0)))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Changes the role of an account.
pub async fn set_role(transaction: &Transaction, id: AccountId, role: Role) -> anyhow::Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::Role, Expr::value(role.name()))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Whether an account is active and has the role of an admin.
pub async fn is_admin(transaction: &Transaction, id: AccountId) -> anyhow::Result<bool> {
    let row = account::Entity::find_by_id(id.0)
        .filter(account::Column::Role.eq(Role::Admin.name()))
        .filter(account::Column::DeactivatedAt.is_null())
        .one(transaction)
        .await?;
    Ok(row.is_some())
}

/// Whether an organisation has an active admin other than `but` who has signed in at least once. The caller has locked
/// the organisation (`organisations::lock_row`).
pub async fn has_other_admin(
    transaction: &Transaction,
    organisation: OrganisationId,
    but: AccountId,
) -> anyhow::Result<bool> {
    let others = account::Entity::find()
        .filter(account::Column::OrganisationId.eq(organisation.0))
        .filter(account::Column::Role.eq(Role::Admin.name()))
        .filter(account::Column::DeactivatedAt.is_null())
        .filter(account::Column::Id.ne(but.0))
        .filter(account::Column::Id.not_in_subquery(awaited(organisation)));
    Ok(others.limit(1).count(transaction).await? > 0)
}

/// Accounts of invited users who have not signed in yet.
fn awaited(organisation: OrganisationId) -> SelectStatement {
    invitation::Entity::find()
        .select_only()
        .column(invitation::Column::AccountId)
        .filter(invitation::Column::OrganisationId.eq(organisation.0))
        .filter(invitation::Column::Stage.is_in([Stage::Open, Stage::Confirmed].map(Stage::name)))
        .filter(invitation::Column::AccountId.is_not_null())
        .into_query()
}

/// Whether an account of the organisation has the email address. A closed account does not count.
pub async fn has_holder(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<bool> {
    let row = by_email(organisation, email).filter(account::Column::ClosedAt.is_null()).one(transaction).await?;
    Ok(row.is_some())
}

/// Frees the email address of a closed account. The account gets an address that no mail reaches (RFC 6761 §6.4).
pub async fn give_up_address(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<()> {
    let row = by_email(organisation, email)
        .filter(account::Column::ClosedAt.is_not_null())
        .lock_exclusive()
        .one(transaction)
        .await?;
    let Some(row) = row else { return Ok(()) };
    former_addresses::keep(transaction, &row).await?;
    let id = AccountId(row.id);
    account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(format!("{id}@released.invalid")))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    account_words::renew(transaction, id).await
}
