//! A group of people as it is stored.

use anyhow::Context as _;
use domain::{GroupId, GroupName, OrganisationId, Timestamp};
use uuid::Uuid;

/// The table `person_group`: a named set of people of an organisation.
pub(crate) mod person_group {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_group")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub name: String,
        /// The name, folded by `folding::fold`. Unique in the organisation.
        pub name_key: String,
        pub description: String,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A named set of people of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub organisation: OrganisationId,
    pub name: GroupName,
    /// Empty: none was given.
    pub description: String,
    pub created_at: Timestamp,
}

/// A group as applications and lists name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedGroup {
    pub id: GroupId,
    pub name: GroupName,
}

impl TryFrom<person_group::Model> for Group {
    type Error = anyhow::Error;

    fn try_from(row: person_group::Model) -> anyhow::Result<Self> {
        Ok(Group {
            id: GroupId(row.id),
            organisation: OrganisationId(row.organisation_id),
            name: row.name.parse().context("person_group.name")?,
            description: row.description,
            created_at: Timestamp(row.created_at),
        })
    }
}

impl NamedGroup {
    /// From the columns `id` and `name` of `person_group`.
    pub(crate) fn read(id: Uuid, name: &str) -> anyhow::Result<Self> {
        Ok(NamedGroup { id: GroupId(id), name: name.parse().context("person_group.name")? })
    }
}
