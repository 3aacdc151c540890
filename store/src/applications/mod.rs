//! Applications: what they are, who may enter them, and which origins a proxy guards for them.

mod access;
mod list;
mod origins;
mod record;
mod shown;

pub(crate) use access::{LETS_IN, SERVES};
pub use access::{enterable_by, forget_person, lets_in, organisations, set_access, set_organisations};
pub use list::page;
pub use origins::{by_origin, origins, origins_in, set_origins};
pub use record::Application;
pub(crate) use record::application;
pub use shown::{Counts, NamedAccess, NamedPerson, counts, named_access, named_access_in, people_by_email};

use super::{Store, Transaction, folding::fold};
use domain::{ApplicationId, OrganisationId, Timestamp, application::Strength};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QuerySelect as _,
    Select, UpdateMany, sea_query::Expr,
};

fn in_organisation(organisation: OrganisationId) -> Select<application::Entity> {
    application::Entity::find().filter(application::Column::OrganisationId.eq(organisation.0))
}

fn update(id: ApplicationId, now: Timestamp) -> UpdateMany<application::Entity> {
    application::Entity::update_many()
        .col_expr(application::Column::ChangedAt, Expr::value(now.0))
        .filter(application::Column::Id.eq(id.0))
}

fn seconds_of(strength: Strength) -> anyhow::Result<Option<i32>> {
    Ok(strength.within.map(|seconds| i32::try_from(seconds.0)).transpose()?)
}

/// Inserts an application that lets no one in yet and has no logo.
pub async fn insert(transaction: &Transaction, new: &Application) -> anyhow::Result<()> {
    let row = application::ActiveModel {
        id: Set(new.id.0),
        organisation_id: Set(new.organisation.0),
        name: Set(new.name.to_string()),
        name_key: Set(fold(new.name.as_str())),
        start_address: Set(new.start.to_string()),
        is_on: Set(new.is_on),
        everyone: Set(false),
        open_to_all: Set(new.open_to_all),
        strength: Set(new.strength.level.name().to_owned()),
        strength_seconds: Set(seconds_of(new.strength)?),
        header_style: Set(new.header_style.name().to_owned()),
        user_header: Set(new.user_header.name().to_owned()),
        path_rules: Set(new.path_rules.to_string()),
        logo_digest: Set(None),
        created_at: Set(new.created_at.0),
        changed_at: Set(new.changed_at.0),
    };
    application::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Changes an application: its name, start address, strength, headers, path rules, and whether it is open to all
/// organisations become those of `changed`.
pub async fn change(transaction: &Transaction, changed: &Application, now: Timestamp) -> anyhow::Result<()> {
    update(changed.id, now)
        .col_expr(application::Column::Name, Expr::value(changed.name.as_str()))
        .col_expr(application::Column::NameKey, Expr::value(fold(changed.name.as_str())))
        .col_expr(application::Column::StartAddress, Expr::value(changed.start.to_string()))
        .col_expr(application::Column::Strength, Expr::value(changed.strength.level.name()))
        .col_expr(application::Column::StrengthSeconds, Expr::value(seconds_of(changed.strength)?))
        .col_expr(application::Column::HeaderStyle, Expr::value(changed.header_style.name()))
        .col_expr(application::Column::UserHeader, Expr::value(changed.user_header.name()))
        .col_expr(application::Column::PathRules, Expr::value(changed.path_rules.to_string()))
        .col_expr(application::Column::OpenToAll, Expr::value(changed.open_to_all))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Turns an application on or off.
pub async fn set_on(transaction: &Transaction, id: ApplicationId, is_on: bool, now: Timestamp) -> anyhow::Result<()> {
    update(id, now).col_expr(application::Column::IsOn, Expr::value(is_on)).exec(transaction).await?;
    Ok(())
}

/// Deletes an application with its logo, access, origins, passes and tickets. `false`: the organisation has none with this id.
pub async fn delete(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: ApplicationId,
) -> anyhow::Result<bool> {
    let outcome = application::Entity::delete_many()
        .filter(application::Column::Id.eq(id.0))
        .filter(application::Column::OrganisationId.eq(organisation.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Finds an application of an organisation.
pub async fn find(
    store: &Store,
    organisation: OrganisationId,
    id: ApplicationId,
) -> anyhow::Result<Option<Application>> {
    let row = in_organisation(organisation).filter(application::Column::Id.eq(id.0)).one(store.reader()).await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds an application of an organisation and locks it until the transaction ends.
pub async fn find_for_update(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: ApplicationId,
) -> anyhow::Result<Option<Application>> {
    let row = in_organisation(organisation)
        .filter(application::Column::Id.eq(id.0))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// How many applications an organisation has. The caller has locked it (`organisations::lock_row`).
pub async fn count(transaction: &Transaction, organisation: OrganisationId) -> anyhow::Result<u64> {
    Ok(in_organisation(organisation).count(transaction).await?)
}
