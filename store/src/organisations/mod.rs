//! Organisations, which are the tenants.

mod record;

pub(crate) use record::organisation;
pub use record::{Branding, Organisation};

use crate::prelude::*;
use domain::{Policy, Slug, policy::Document};
use sea_orm::sea_query::LockType;
use std::sync::Arc;

/// Finds an organisation by its slug.
pub async fn find_by_slug(store: &Store, slug: &Slug) -> anyhow::Result<Option<Organisation>> {
    let row =
        organisation::Entity::find().filter(organisation::Column::Slug.eq(slug.as_str())).one(store.reader()).await?;
    row.map(TryInto::try_into).transpose()
}

/// The organisation with this slug, or without a slug the first that was created. Cached: a change by another server
/// may go unseen for a second.
pub async fn find_cached(
    store: &Store,
    slug: Option<&Slug>,
    now: Timestamp,
) -> anyhow::Result<Option<Arc<Organisation>>> {
    let key = slug.cloned();
    let read = async {
        match slug {
            Some(slug) => find_by_slug(store, slug).await,
            None => find_first(store).await,
        }
    };
    store.read_cache.get_or_read(&store.read_cache.organisations, &key, now, read).await
}

/// The first organisation that was created.
pub async fn find_first(store: &Store) -> anyhow::Result<Option<Organisation>> {
    let row = organisation::Entity::find()
        .order_by_asc(organisation::Column::CreatedAt)
        .order_by_asc(organisation::Column::Id)
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// All organisations, by slug.
pub async fn all(store: &Store) -> anyhow::Result<Vec<Organisation>> {
    let rows = organisation::Entity::find().order_by_asc(organisation::Column::Slug).all(store.reader()).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// At most `most` organisations by slug, after this one.
pub async fn after(store: &Store, slug: Option<&Slug>, most: u64) -> anyhow::Result<Vec<Organisation>> {
    let mut query = organisation::Entity::find();
    if let Some(slug) = slug {
        query = query.filter(organisation::Column::Slug.gt(slug.as_str()));
    }
    let rows = query.order_by_asc(organisation::Column::Slug).limit(most).all(store.reader()).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Deletes an organisation, and every row that refers to it.
pub async fn delete(transaction: &Transaction, id: OrganisationId) -> anyhow::Result<()> {
    organisation::Entity::delete_by_id(id.0).exec(transaction).await?;
    Ok(())
}

/// Finds an organisation.
pub async fn find_by_id(store: &Store, id: OrganisationId) -> anyhow::Result<Option<Organisation>> {
    organisation::Entity::find_by_id(id.0).one(store.reader()).await?.map(TryInto::try_into).transpose()
}

/// Locks an organisation until the transaction ends: other callers of `lock_row` wait. First in the lock order.
/// `FOR NO KEY UPDATE` does not block inserting rows that refer to the organisation.
pub async fn lock_row(transaction: &Transaction, id: OrganisationId) -> anyhow::Result<()> {
    organisation::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate).one(transaction).await?;
    Ok(())
}

/// Finds an organisation inside a transaction.
pub async fn find_in(transaction: &Transaction, id: OrganisationId) -> anyhow::Result<Option<Organisation>> {
    organisation::Entity::find_by_id(id.0).one(transaction).await?.map(TryInto::try_into).transpose()
}

/// Inserts an organisation without a logo.
pub async fn insert(transaction: &Transaction, organisation: &Organisation, now: Timestamp) -> anyhow::Result<()> {
    let row = organisation::ActiveModel {
        id: Set(organisation.id.0),
        slug: Set(organisation.slug.to_string()),
        name: Set(organisation.name.clone()),
        preset: Set(organisation.policy.preset.to_string()),
        created_at: Set(now.0),
        policy: Set(written(&organisation.policy)?),
        return_origins: Set(serde_json::to_string(&organisation.return_origins)?),
        color: Set(organisation.branding.color.map(|color| color.to_string())),
        support_contact: Set(organisation.branding.support.as_ref().map(ToString::to_string)),
        logo_digest: Set(None),
        sender_name: Set(organisation.branding.sender_name.as_ref().map(ToString::to_string)),
        reply_to: Set(organisation.branding.reply_to.as_ref().map(ToString::to_string)),
    };
    organisation::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// `None` for an unchanged preset, which is stored only by its name.
fn written(policy: &Policy) -> anyhow::Result<Option<String>> {
    let is_untouched = *policy == policy.preset.policy();
    Ok(if is_untouched { None } else { Some(serde_json::to_string(&Document::to_store(policy))?) })
}

/// Changes the policy of an organisation.
pub async fn set_policy(transaction: &Transaction, id: OrganisationId, policy: &Policy) -> anyhow::Result<()> {
    organisation::Entity::update_many()
        .col_expr(organisation::Column::Preset, Expr::value(policy.preset.to_string()))
        .col_expr(organisation::Column::Policy, Expr::value(written(policy)?))
        .filter(organisation::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Changes the name and branding of an organisation except the logo, which `logos::set` changes.
pub async fn set_branding(transaction: &Transaction, id: OrganisationId, new: &domain::Branding) -> anyhow::Result<()> {
    organisation::Entity::update_many()
        .col_expr(organisation::Column::Name, Expr::value(new.name.as_str()))
        .col_expr(organisation::Column::Color, Expr::value(new.color.map(|color| color.to_string())))
        .col_expr(organisation::Column::SupportContact, Expr::value(new.support.as_ref().map(ToString::to_string)))
        .col_expr(organisation::Column::SenderName, Expr::value(new.sender_name.as_ref().map(ToString::to_string)))
        .col_expr(organisation::Column::ReplyTo, Expr::value(new.reply_to.as_ref().map(ToString::to_string)))
        .filter(organisation::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Changes the external origins that users may be redirected to after signing in.
pub async fn set_return_origins(
    transaction: &Transaction,
    id: OrganisationId,
    origins: &[String],
) -> anyhow::Result<()> {
    organisation::Entity::update_many()
        .col_expr(organisation::Column::ReturnOrigins, Expr::value(serde_json::to_string(origins)?))
        .filter(organisation::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}
