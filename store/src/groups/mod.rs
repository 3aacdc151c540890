//! Groups of people: what they are called, who is in them, and which ones an invitation leads to.

mod invited;
mod list;
mod members;
mod record;

pub use invited::{join_invited, set_for_invitation};
pub use list::{Listed, page};
pub use members::{
    Member, add_members, count_members, groups_of, groups_of_in, leave_all, members, members_among, names_of,
    remove_members,
};
pub use record::{Group, NamedGroup};

use super::{Store, Transaction, folding::fold};
use domain::{GroupId, GroupName, OrganisationId};
use record::person_group;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select,
};

fn in_organisation(organisation: OrganisationId) -> Select<person_group::Entity> {
    person_group::Entity::find().filter(person_group::Column::OrganisationId.eq(organisation.0))
}

/// Inserts a group without members. `false`: another group of the organisation has the name, in whatever spelling.
pub async fn insert(transaction: &Transaction, new: &Group) -> anyhow::Result<bool> {
    let row = person_group::ActiveModel {
        id: Set(new.id.0),
        organisation_id: Set(new.organisation.0),
        name: Set(new.name.to_string()),
        name_key: Set(fold(new.name.as_str())),
        description: Set(new.description.clone()),
        created_at: Set(new.created_at.0),
    };
    let unless_there = OnConflict::new().do_nothing().to_owned();
    let inserted =
        person_group::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    Ok(inserted == 1)
}

/// Changes the name and the description of a group. `false`: another group of the organisation has the name. The caller
/// has locked the organisation (`organisations::lock_row`).
pub async fn change(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: GroupId,
    name: &GroupName,
    description: &str,
) -> anyhow::Result<bool> {
    let key = fold(name.as_str());
    let namesake = in_organisation(organisation)
        .filter(person_group::Column::NameKey.eq(key.as_str()))
        .filter(person_group::Column::Id.ne(id.0))
        .one(transaction)
        .await?;
    if namesake.is_some() {
        return Ok(false);
    }
    person_group::Entity::update_many()
        .col_expr(person_group::Column::Name, Expr::value(name.as_str()))
        .col_expr(person_group::Column::NameKey, Expr::value(key))
        .col_expr(person_group::Column::Description, Expr::value(description))
        .filter(person_group::Column::Id.eq(id.0))
        .filter(person_group::Column::OrganisationId.eq(organisation.0))
        .exec(transaction)
        .await?;
    Ok(true)
}

/// Deletes a group, also where applications and invitations name it. `false`: the organisation has none with this id.
pub async fn delete(transaction: &Transaction, organisation: OrganisationId, id: GroupId) -> anyhow::Result<bool> {
    let outcome = person_group::Entity::delete_many()
        .filter(person_group::Column::Id.eq(id.0))
        .filter(person_group::Column::OrganisationId.eq(organisation.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Finds a group of an organisation.
pub async fn find(store: &Store, organisation: OrganisationId, id: GroupId) -> anyhow::Result<Option<Group>> {
    let row = in_organisation(organisation).filter(person_group::Column::Id.eq(id.0)).one(store.reader()).await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds a group of an organisation and locks it until the transaction ends.
pub async fn find_for_update(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: GroupId,
) -> anyhow::Result<Option<Group>> {
    let row = in_organisation(organisation)
        .filter(person_group::Column::Id.eq(id.0))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds a group of an organisation by its name, in any spelling.
pub async fn find_by_name(
    store: &Store,
    organisation: OrganisationId,
    name: &GroupName,
) -> anyhow::Result<Option<Group>> {
    let row = in_organisation(organisation)
        .filter(person_group::Column::NameKey.eq(fold(name.as_str())))
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// All groups of an organisation, by name.
pub async fn all(store: &Store, organisation: OrganisationId) -> anyhow::Result<Vec<Group>> {
    let rows = in_organisation(organisation).order_by_asc(person_group::Column::NameKey).all(store.reader()).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many groups an organisation has. The caller has locked it (`organisations::lock_row`).
pub async fn count(transaction: &Transaction, organisation: OrganisationId) -> anyhow::Result<u64> {
    Ok(in_organisation(organisation).count(transaction).await?)
}
