//! Who cannot be invited.

use super::Stage;
use crate::store::{
    Store,
    entity::{account, invitation, reserved_address},
    reserved_addresses::holds_in,
};
use domain::{OrganisationId, Timestamp, invitation::Unfit};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

/// Why each of some addresses cannot be invited; the others can.
pub async fn unfit(
    connection: &impl ConnectionTrait,
    organisation: OrganisationId,
    emails: &[&str],
    now: Timestamp,
) -> anyhow::Result<HashMap<String, Unfit>> {
    let emails = || emails.iter().copied();
    let mut found = HashMap::new();
    let reserved = reserved_address::Entity::find()
        .filter(reserved_address::Column::Email.is_in(emails()))
        .filter(holds_in(organisation));
    for row in reserved.all(connection).await? {
        found.insert(row.email, Unfit::Reserved);
    }
    let open = invitation::Entity::find()
        .filter(invitation::Column::OrganisationId.eq(organisation.0))
        .filter(invitation::Column::Stage.eq(Stage::Open.name()))
        .filter(invitation::Column::ExpiresAt.gt(now.0))
        .filter(invitation::Column::Email.is_in(emails()));
    for row in open.all(connection).await? {
        found.insert(row.email, Unfit::AlreadyInvited);
    }
    for row in account::Entity::find().filter(account::Column::Email.is_in(emails())).all(connection).await? {
        // Whoever has an account elsewhere is nobody's business here.
        let is_here = row.organisation_id == organisation.0 && row.closed_at.is_none();
        found.entry(row.email).or_insert(if is_here { Unfit::AlreadyAccount } else { Unfit::Reserved });
    }
    Ok(found)
}

/// The same outside a transaction.
pub async fn read_unfit(
    store: &Store,
    organisation: OrganisationId,
    emails: &[&str],
    now: Timestamp,
) -> anyhow::Result<HashMap<String, Unfit>> {
    unfit(store.reader(), organisation, emails, now).await
}
