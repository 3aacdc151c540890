//! Tenants.

use super::{Store, Transaction, entity::organisation};
use anyhow::Context as _;
use domain::{OrganisationId, Preset, Slug, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub slug: Slug,
    pub name: String,
    pub preset: Preset,
}

impl TryFrom<organisation::Model> for Organisation {
    type Error = anyhow::Error;

    fn try_from(row: organisation::Model) -> anyhow::Result<Self> {
        Ok(Organisation {
            id: OrganisationId(row.id),
            slug: row.slug.parse().context("organisation.slug")?,
            name: row.name,
            preset: row.preset.parse().context("organisation.preset")?,
        })
    }
}

pub async fn find_by_slug(store: &Store, slug: &Slug) -> anyhow::Result<Option<Organisation>> {
    let row =
        organisation::Entity::find().filter(organisation::Column::Slug.eq(slug.as_str())).one(store.reader()).await?;
    row.map(TryInto::try_into).transpose()
}

/// The first that was created.
pub async fn find_first(store: &Store) -> anyhow::Result<Option<Organisation>> {
    let row = organisation::Entity::find()
        .order_by_asc(organisation::Column::CreatedAt)
        .order_by_asc(organisation::Column::Id)
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

pub async fn find_by_id(store: &Store, id: OrganisationId) -> anyhow::Result<Option<Organisation>> {
    organisation::Entity::find_by_id(id.0).one(store.reader()).await?.map(TryInto::try_into).transpose()
}

pub async fn insert(transaction: &Transaction, organisation: &Organisation, now: Timestamp) -> anyhow::Result<()> {
    let row = organisation::ActiveModel {
        id: Set(organisation.id.0),
        slug: Set(organisation.slug.to_string()),
        name: Set(organisation.name.clone()),
        preset: Set(organisation.preset.to_string()),
        created_at: Set(now.0),
    };
    organisation::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}
