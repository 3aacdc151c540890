//! Hashes of passwords. The passwords themselves are never stored.

use super::accounts::{Account, account};
use super::known_browsers;
use super::sql::Sql;
use crate::prelude::*;
use sea_orm::{Value, sea_query::OnConflict};
use std::collections::HashMap;

/// Hashes per `INSERT`: a database limits how many values a statement can have.
const AT_ONCE: usize = 1_000;

/// The table `password`: the hash of an account's password.
mod password {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "password")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        /// argon2id in PHC form, or a foreign hash with its mark.
        pub hash: String,
        pub changed_at: i64,
        /// The organisation of the account, if another system made the hash.
        pub foreign_organisation_id: Option<Uuid>,
        /// What the foreign hash costs to verify. Null for a hash of ours.
        pub foreign_kind: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An active account and what is needed to check its password.
#[derive(Clone, Debug)]
pub struct PasswordAccount {
    pub account: Account,
    /// The password hash in PHC format; `None`: the account has no password.
    pub hash: Option<String>,
    /// The last sign-in of the asking browser to this account; `None`: the browser is not known.
    pub was_here: Option<Timestamp>,
    /// The token by which the account knows the asking browser; `None`: the browser is not known.
    pub known_browser: Option<TokenHash>,
}

/// Finds the active account with an email address. One query, so that a known and an unknown address take equally long.
pub async fn find_account(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
    browsers: &[TokenHash],
    now: Timestamp,
) -> anyhow::Result<Option<PasswordAccount>> {
    // The list is never empty: no token has the empty hash.
    let browsers = browsers.iter().map(|browser| browser.0.clone()).chain([Vec::new()]);
    let known = (now - known_browsers::REMEMBERED).0;
    let values: Vec<Value> = [organisation.0.into(), email.as_str().into(), known.into()]
        .into_iter()
        .chain(browsers.map(Value::from))
        .collect();
    let places = (4..=values.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT a.*, p.hash AS password_hash, k.last_seen_at AS was_here, k.token_hash AS known_browser
         FROM account a LEFT JOIN password p ON p.account_id = a.id
         LEFT JOIN known_browser k ON k.account_id = a.id AND k.last_seen_at > $3 AND k.token_hash IN ({places})
         WHERE a.organisation_id = $1 AND a.email = $2 AND a.deactivated_at IS NULL"
    );
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    let Some(row) = transaction.query_one_raw(statement).await? else { return Ok(None) };
    Ok(Some(PasswordAccount {
        account: account::Model::from_query_result(&row, "")?.try_into()?,
        hash: row.try_get("", "password_hash")?,
        was_here: row.try_get::<Option<i64>>("", "was_here")?.map(Timestamp),
        known_browser: row.try_get::<Option<Vec<u8>>>("", "known_browser")?.map(TokenHash),
    }))
}

/// The password hash of an account.
pub async fn find(transaction: &Transaction, account: AccountId) -> anyhow::Result<Option<String>> {
    Ok(password::Entity::find_by_id(account.0).one(transaction).await?.map(|row| row.hash))
}

/// When the password of an account was chosen; `None`: it has no password.
pub async fn changed_at(store: &Store, account: AccountId) -> anyhow::Result<Option<Timestamp>> {
    let row = password::Entity::find_by_id(account.0).one(store.reader()).await?;
    Ok(row.map(|row| Timestamp(row.changed_at)))
}

/// Deletes the password of an account.
pub async fn remove(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    password::Entity::delete_by_id(account.0).exec(transaction).await?;
    Ok(())
}

/// Deletes the password of an account if it was chosen at this time.
pub async fn remove_chosen_at(transaction: &Transaction, account: AccountId, at: Timestamp) -> anyhow::Result<()> {
    password::Entity::delete_many()
        .filter(password::Column::AccountId.eq(account.0))
        .filter(password::Column::ChangedAt.eq(at.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Deletes the password of an account if it was chosen after `since`.
pub async fn remove_since(transaction: &Transaction, account: AccountId, since: Timestamp) -> anyhow::Result<()> {
    password::Entity::delete_many()
        .filter(password::Column::AccountId.eq(account.0))
        .filter(password::Column::ChangedAt.gt(since.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Replaces the hash of an unchanged password; `changed_at` stays.
pub async fn renew(transaction: &Transaction, account: AccountId, hash: &str) -> anyhow::Result<()> {
    password::Entity::update_many()
        .col_expr(password::Column::Hash, Expr::value(hash))
        .col_expr(password::Column::ForeignOrganisationId, Expr::value(Option::<Uuid>::None))
        .col_expr(password::Column::ForeignKind, Expr::value(Option::<String>::None))
        .filter(password::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Sets the password hash of an account.
pub async fn set(
    transaction: &Transaction,
    account: AccountId,
    hash: &str,
    changed_at: Timestamp,
) -> anyhow::Result<()> {
    password::Entity::insert(own_row(account, hash, changed_at))
        .on_conflict(instead_of_the_former())
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// The row of a hash that this server made.
fn own_row(account: AccountId, hash: &str, changed_at: Timestamp) -> password::ActiveModel {
    password::ActiveModel {
        account_id: Set(account.0),
        hash: Set(hash.to_owned()),
        changed_at: Set(changed_at.0),
        foreign_organisation_id: Set(None),
        foreign_kind: Set(None),
    }
}

fn instead_of_the_former() -> OnConflict {
    OnConflict::column(password::Column::AccountId)
        .update_columns([
            password::Column::Hash,
            password::Column::ChangedAt,
            password::Column::ForeignOrganisationId,
            password::Column::ForeignKind,
        ])
        .to_owned()
}

/// A password hash from an import.
#[derive(Clone)]
pub struct ImportedPassword {
    pub account: AccountId,
    pub hash: String,
    /// The kind of a foreign hash; `None`: this server can make such a hash.
    pub foreign_kind: Option<String>,
}

/// Sets the password hashes of many accounts of an organisation.
pub async fn set_imported(
    transaction: &Transaction,
    organisation: OrganisationId,
    imported: Vec<ImportedPassword>,
    changed_at: Timestamp,
) -> anyhow::Result<()> {
    for some in imported.chunks(AT_ONCE) {
        let rows = some.iter().map(|new| password::ActiveModel {
            foreign_organisation_id: Set(new.foreign_kind.as_ref().map(|_| organisation.0)),
            foreign_kind: Set(new.foreign_kind.clone()),
            ..own_row(new.account, &new.hash, changed_at)
        });
        let instead = instead_of_the_former();
        password::Entity::insert_many(rows).on_conflict(instead).exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// The kinds of foreign hashes that an organisation has. Reads one row of the index for each, however many hashes
/// there are.
pub async fn foreign_kinds(transaction: &Transaction, organisation: OrganisationId) -> anyhow::Result<Vec<String>> {
    let mut sql = Sql::new(transaction);
    let organisation = sql.bind(organisation.0);
    let first = format!(
        "SELECT MIN(foreign_kind) FROM password WHERE foreign_organisation_id = {organisation}
         AND foreign_kind IS NOT NULL"
    );
    sql.push(&format!(
        "WITH RECURSIVE found (kind) AS ({first} UNION ALL
         SELECT ({first} AND foreign_kind > found.kind) FROM found WHERE found.kind IS NOT NULL)
         SELECT kind FROM found WHERE kind IS NOT NULL"
    ));
    sql.all(transaction).await?.iter().map(|row| Ok(row.try_get("", "kind")?)).collect()
}

/// The password hashes of some accounts, by account.
pub async fn of_accounts(store: &Store, accounts: &[AccountId]) -> anyhow::Result<HashMap<AccountId, String>> {
    let rows = password::Entity::find()
        .filter(password::Column::AccountId.is_in(accounts.iter().map(|account| account.0)))
        .all(store.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.account_id), row.hash)).collect())
}

/// Sets one password hash for many accounts that have no password yet.
pub async fn insert_many(
    transaction: &Transaction,
    accounts: &[AccountId],
    hash: &str,
    changed_at: Timestamp,
) -> anyhow::Result<()> {
    for accounts in accounts.chunks(AT_ONCE) {
        let rows = accounts.iter().map(|account| own_row(*account, hash, changed_at));
        password::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    Ok(())
}
