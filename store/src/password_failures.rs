//! Counts of wrong passwords. A transaction locks a row from reading it to writing it.

use super::{Store, Transaction};
use domain::{Failures, Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};

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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Inserts a row. `false`: there is one already, to be read with `lock`.
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
    }
}

/// Reads a row and locks it until the transaction ends. A missing row is inserted empty.
pub async fn lock(transaction: &Transaction, bucket: &[u8]) -> anyhow::Result<Failures> {
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
    })
}

/// Writes a row that this transaction has locked with `lock`.
pub async fn write(transaction: &Transaction, bucket: &[u8], failures: Failures) -> anyhow::Result<()> {
    password_failure::Entity::update_many()
        .col_expr(password_failure::Column::Failures, Expr::value(i32::try_from(failures.count).unwrap_or(i32::MAX)))
        .col_expr(password_failure::Column::ForgottenAt, Expr::value(failures.forgotten_at.0))
        .col_expr(password_failure::Column::ClosedUntil, Expr::value(failures.closed_until.0))
        .col_expr(password_failure::Column::OverAt, Expr::value(failures.over_at().0))
        .filter(password_failure::Column::Bucket.eq(bucket))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Deletes rows, as if there had been no failures.
pub async fn forget(transaction: &Transaction, buckets: Vec<Vec<u8>>) -> anyhow::Result<()> {
    password_failure::Entity::delete_many()
        .filter(password_failure::Column::Bucket.is_in(buckets))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Those of the buckets that accept no try now, each with the end of its pause.
pub async fn closed(store: &Store, buckets: Vec<Vec<u8>>, now: Timestamp) -> anyhow::Result<Vec<(Vec<u8>, Timestamp)>> {
    let rows = password_failure::Entity::find()
        .filter(password_failure::Column::Bucket.is_in(buckets))
        .filter(password_failure::Column::ClosedUntil.gt(now.0))
        .all(store.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.bucket, Timestamp(row.closed_until))).collect())
}
