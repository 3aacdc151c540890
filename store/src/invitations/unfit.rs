//! Which addresses cannot be invited, and why.

use super::record::{Stage, invitation};
use crate::{accounts::account, prelude::*, reserved_addresses::reserved_address};
use domain::invitation::InviteError;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// The reasons why addresses cannot be invited. An address that is not in the result can be invited.
pub async fn unfit(
    connection: &impl ConnectionTrait,
    organisation: OrganisationId,
    emails: &[&str],
    now: Timestamp,
) -> anyhow::Result<HashMap<String, InviteError>> {
    let emails = || emails.iter().copied();
    let mut found = HashMap::new();
    let reserved = reserved_address::Entity::find()
        .filter(reserved_address::Column::Email.is_in(emails()))
        .filter(reserved_address::Column::OrganisationId.eq(organisation.0));
    for row in reserved.all(connection).await? {
        found.insert(row.email, InviteError::Reserved);
    }
    let open = invitation::Entity::find()
        .filter(invitation::Column::OrganisationId.eq(organisation.0))
        .filter(invitation::Column::Stage.eq(Stage::Open.name()))
        .filter(invitation::Column::ExpiresAt.gt(now.0))
        .filter(invitation::Column::Email.is_in(emails()));
    for row in open.all(connection).await? {
        found.insert(row.email, InviteError::AlreadyInvited);
    }
    let accounts = account::Entity::find()
        .filter(account::Column::OrganisationId.eq(organisation.0))
        .filter(account::Column::Email.is_in(emails()));
    for row in accounts.all(connection).await? {
        let reason = if row.closed_at.is_none() { InviteError::AlreadyAccount } else { InviteError::Reserved };
        found.entry(row.email).or_insert(reason);
    }
    Ok(found)
}

/// The reasons why addresses cannot be invited, read outside a transaction.
pub async fn read_unfit(
    store: &Store,
    organisation: OrganisationId,
    emails: &[&str],
    now: Timestamp,
) -> anyhow::Result<HashMap<String, InviteError>> {
    unfit(store.reader(), organisation, emails, now).await
}
