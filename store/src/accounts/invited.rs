//! Queries on accounts that invitations need.

use super::{Account, Role, active};
use crate::{Transaction, entity::account};
use domain::{EmailAddress, OrganisationId};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

/// Finds the active account with this email address and locks it until the transaction ends.
pub async fn find_by_email_to_change(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Account>> {
    let row = active()
        .filter(account::Column::Email.eq(email.as_str()))
        .filter(account::Column::OrganisationId.eq(organisation.0))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// At most `most` active admins of an organisation, the oldest account first.
pub async fn admins_of(transaction: &Transaction, id: OrganisationId, most: u64) -> anyhow::Result<Vec<Account>> {
    let rows = active()
        .filter(account::Column::OrganisationId.eq(id.0))
        .filter(account::Column::Role.eq(Role::Admin.name()))
        .order_by_asc(account::Column::CreatedAt)
        .order_by_asc(account::Column::Id)
        .limit(most)
        .all(transaction)
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}
