//! People.

use super::{Store, Transaction, entity::account};
use anyhow::Context as _;
use domain::{AccountId, EmailAddress, OrganisationId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

/// What a person may do in their organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    Admin,
    Member,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub organisation: OrganisationId,
    pub email: EmailAddress,
    pub name: Option<String>,
    pub role: Role,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Member => "member",
        }
    }
}

impl TryFrom<account::Model> for Account {
    type Error = anyhow::Error;

    fn try_from(row: account::Model) -> anyhow::Result<Self> {
        Ok(Account {
            id: AccountId(row.id),
            organisation: OrganisationId(row.organisation_id),
            email: row.email.parse().context("account.email")?,
            name: row.name,
            role: if row.role == Role::Admin.name() { Role::Admin } else { Role::Member },
        })
    }
}

/// On another organisation's page an account is simply unknown.
pub async fn find_by_email(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Account>> {
    let row = account::Entity::find()
        .filter(account::Column::Email.eq(email.as_str()))
        .filter(account::Column::OrganisationId.eq(organisation.0))
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Whoever has the address, in any organisation: it is unique in the whole instance.
pub async fn is_taken(transaction: &Transaction, email: &EmailAddress) -> anyhow::Result<bool> {
    let row = account::Entity::find().filter(account::Column::Email.eq(email.as_str())).one(transaction).await?;
    Ok(row.is_some())
}

pub async fn find_by_id(store: &Store, id: AccountId) -> anyhow::Result<Option<Account>> {
    account::Entity::find_by_id(id.0).one(store.reader()).await?.map(TryInto::try_into).transpose()
}

pub async fn insert(transaction: &Transaction, account: &Account, now: Timestamp) -> anyhow::Result<()> {
    let row = account::ActiveModel {
        id: Set(account.id.0),
        organisation_id: Set(account.organisation.0),
        email: Set(account.email.to_string()),
        name: Set(account.name.clone()),
        role: Set(account.role.name().to_owned()),
        created_at: Set(now.0),
    };
    account::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}
