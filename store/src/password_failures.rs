//! Counts of wrong passwords. A transaction locks a row from reading it to writing it.

use super::{accounts::Account, sql::Sql};
use crate::prelude::*;
use domain::Failures;
use sea_orm::{UpdateMany, sea_query::OnConflict};

/// The table `password_failure`: a count of wrong passwords.
pub(crate) mod password_failure {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "password_failure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub bucket: Vec<u8>,
        pub failures: i32,
        pub forgotten_at: i64,
        pub closed_until: i64,
        pub over_at: i64,
        pub locked_until: i64,
        /// The organisation and the account that the last lockout is about. Null: there was none, the address had no
        /// active account, or the account has another address by now.
        pub organisation_id: Option<Uuid>,
        pub account_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Inserts a row. `false`: there is one already, to be read with `find_for_update`.
pub async fn insert(transaction: &Transaction, bucket: &[u8], failures: Failures) -> anyhow::Result<bool> {
    let unless_there = OnConflict::new().do_nothing().to_owned();
    let row = model(bucket, failures);
    let inserted =
        password_failure::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    Ok(inserted == 1)
}

fn model(bucket: &[u8], failures: Failures) -> password_failure::ActiveModel {
    password_failure::ActiveModel {
        bucket: Set(bucket.to_vec()),
        failures: Set(i32::try_from(failures.count).unwrap_or(i32::MAX)),
        forgotten_at: Set(failures.forgotten_at.0),
        closed_until: Set(failures.closed_until.0),
        over_at: Set(failures.over_at().0),
        locked_until: Set(failures.locked_until.0),
        ..Default::default()
    }
}

/// Finds a row and locks it until the transaction ends. A missing row is inserted empty.
pub async fn find_for_update(transaction: &Transaction, bucket: &[u8]) -> anyhow::Result<Failures> {
    // An update that changes nothing locks the row, on both databases.
    let as_it_is = OnConflict::column(password_failure::Column::Bucket)
        .value(
            password_failure::Column::Bucket,
            Expr::col((password_failure::Entity, password_failure::Column::Bucket)),
        )
        .to_owned();
    let row = password_failure::Entity::insert(model(bucket, Failures::NONE))
        .on_conflict(as_it_is)
        .exec_with_returning(transaction)
        .await?;
    Ok(Failures {
        count: u32::try_from(row.failures).unwrap_or(u32::MAX),
        forgotten_at: Timestamp(row.forgotten_at),
        closed_until: Timestamp(row.closed_until),
        locked_until: Timestamp(row.locked_until),
    })
}

/// Writes a row that this transaction has locked with `find_for_update`.
pub async fn write(transaction: &Transaction, bucket: &[u8], failures: Failures) -> anyhow::Result<()> {
    changed(bucket, failures).exec(transaction).await?;
    Ok(())
}

/// Writes a row that this transaction has locked with `find_for_update`, and whose lockout begins now. `account` is the
/// account that it locks out; `None`: the address has no active account.
pub async fn write_lockout(
    transaction: &Transaction,
    bucket: &[u8],
    failures: Failures,
    account: Option<&Account>,
) -> anyhow::Result<()> {
    let organisation = account.map(|account| account.organisation.0);
    changed(bucket, failures)
        .col_expr(password_failure::Column::OrganisationId, Expr::value(organisation))
        .col_expr(password_failure::Column::AccountId, Expr::value(account.map(|account| account.id.0)))
        .exec(transaction)
        .await?;
    Ok(())
}

fn changed(bucket: &[u8], failures: Failures) -> UpdateMany<password_failure::Entity> {
    password_failure::Entity::update_many()
        .col_expr(password_failure::Column::Failures, Expr::value(i32::try_from(failures.count).unwrap_or(i32::MAX)))
        .col_expr(password_failure::Column::ForgottenAt, Expr::value(failures.forgotten_at.0))
        .col_expr(password_failure::Column::ClosedUntil, Expr::value(failures.closed_until.0))
        .col_expr(password_failure::Column::OverAt, Expr::value(failures.over_at().0))
        .col_expr(password_failure::Column::LockedUntil, Expr::value(failures.locked_until.0))
        .filter(password_failure::Column::Bucket.eq(bucket))
}

/// Deletes rows, as if there had been no failures.
pub async fn forget(transaction: &Transaction, buckets: Vec<Vec<u8>>) -> anyhow::Result<()> {
    password_failure::Entity::delete_many()
        .filter(password_failure::Column::Bucket.is_in(buckets))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Removes the account from its rows, because it has another address now, or because what is left was counted for a
/// browser that it does not know any more.
pub async fn release(transaction: &Transaction, account: &Account) -> anyhow::Result<()> {
    password_failure::Entity::update_many()
        .col_expr(password_failure::Column::AccountId, Expr::value(Option::<Uuid>::None))
        .filter(password_failure::Column::OrganisationId.eq(account.organisation.0))
        .filter(password_failure::Column::AccountId.eq(account.id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Those of the buckets in which a lockout lasts at `now`, each with its end.
pub async fn lockouts(
    store: &Store,
    buckets: Vec<Vec<u8>>,
    now: Timestamp,
) -> anyhow::Result<Vec<(Vec<u8>, Timestamp)>> {
    let rows = password_failure::Entity::find()
        .filter(password_failure::Column::Bucket.is_in(buckets))
        .filter(password_failure::Column::LockedUntil.gt(now.0))
        .all(store.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.bucket, Timestamp(row.locked_until))).collect())
}

/// The query for the accounts of an organisation whose lockout lasts at `now`.
pub(crate) fn locked_out(sql: &mut Sql, organisation: OrganisationId, now: Timestamp) -> String {
    let (organisation, now) = (sql.bind(organisation.0), sql.bind(now.0));
    format!(
        "SELECT DISTINCT f.account_id FROM password_failure f WHERE f.organisation_id = {organisation}
         AND f.account_id IS NOT NULL AND f.locked_until > {now}"
    )
}
