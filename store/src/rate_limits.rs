//! Rate limits with fixed windows. Counting is one statement, so that parallel attempts cannot get the same count.

use crate::prelude::*;
use domain::limits::Limit;
use sea_orm::{DbBackend, Value};
use std::fmt::Write as _;

/// The table `rate_limit`: the number of attempts in the current window of a rate limit.
pub(crate) mod rate_limit {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "rate_limit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub bucket: Vec<u8>,
        pub used: i64,
        pub window_ends_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One attempt to be counted against one limit.
#[derive(Clone, Debug)]
pub struct ToConsume {
    pub bucket: Vec<u8>,
    pub limit: Limit,
}

/// The count of a bucket after an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Consumed {
    pub limit: Limit,
    /// Attempts in this window, including the current one.
    pub used: i64,
    pub window_ends_at: Timestamp,
}

/// Counts one attempt in every bucket, in one statement and in the byte order of the buckets, so that two servers
/// cannot deadlock. Does not refuse anything: the caller compares the counts with the limits.
pub async fn consume(
    transaction: &Transaction,
    to_consume: &[ToConsume],
    now: Timestamp,
) -> anyhow::Result<Vec<Consumed>> {
    if to_consume.is_empty() {
        return Ok(Vec::new());
    }
    let mut to_consume: Vec<&ToConsume> = to_consume.iter().collect();
    to_consume.sort_by(|one, other| one.bucket.cmp(&other.bucket));
    let mut values: Vec<Value> = vec![now.0.into()];
    let (mut rows, mut pauses) = (Vec::new(), String::new());
    for attempt in &to_consume {
        values.extend([attempt.bucket.clone().into(), (now + attempt.limit.window).0.into()]);
        let (bucket, window) = (values.len() - 1, values.len());
        rows.push(format!("(${bucket}, 1, ${window})"));
        if attempt.limit.pauses {
            let last_place = attempt.limit.allowed.saturating_sub(1);
            write!(pauses, " OR (rate_limit.bucket = ${bucket} AND rate_limit.used = {last_place})")?;
        }
    }
    // An expired window starts anew. A limit that pauses also starts its window anew with the last allowed attempt.
    let sql = format!(
        "INSERT INTO rate_limit (bucket, used, window_ends_at) VALUES {}
         ON CONFLICT (bucket) DO UPDATE SET
            used = CASE WHEN rate_limit.window_ends_at <= $1 THEN 1 ELSE rate_limit.used + 1 END,
            window_ends_at = CASE WHEN rate_limit.window_ends_at <= $1{pauses} THEN excluded.window_ends_at
                ELSE rate_limit.window_ends_at END
         RETURNING bucket, used, window_ends_at",
        rows.join(", ")
    );
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    let mut consumed = Vec::with_capacity(to_consume.len());
    for row in transaction.query_all_raw(statement).await? {
        let bucket: Vec<u8> = row.try_get_by_index(0)?;
        let attempt = to_consume.iter().find(|attempt| attempt.bucket == bucket);
        let attempt = attempt.context("a bucket came back that was not consumed")?;
        let (used, window_ends_at) = (row.try_get_by_index(1)?, Timestamp(row.try_get_by_index(2)?));
        consumed.push(Consumed { limit: attempt.limit, used, window_ends_at });
    }
    anyhow::ensure!(consumed.len() == to_consume.len(), "not every bucket was consumed");
    Ok(consumed)
}

/// An attempt to be refunded.
#[derive(Clone, Debug)]
pub struct Refund {
    pub bucket: Vec<u8>,
    /// When the window ends in which it was counted (`Consumed::window_ends_at`): once another window has begun, there
    /// is nothing to refund. `None`: this transaction has counted it, so it is in the current window.
    pub window_ends_at: Option<Timestamp>,
    /// Also all other attempts of the bucket, in whichever window.
    pub is_whole: bool,
}

/// Refunds one attempt in each bucket, in one statement. A whole bucket is cleared, also when no attempt was counted
/// in it. A count never becomes negative.
pub async fn refund(transaction: &Transaction, refunds: Vec<Refund>) -> anyhow::Result<()> {
    if refunds.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = Vec::new();
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let (mut meant, mut whole) = (Vec::new(), Vec::new());
    for Refund { bucket, window_ends_at, is_whole } in refunds {
        let bucket = bind(bucket.into());
        meant.push(match window_ends_at.filter(|_| !is_whole) {
            Some(window) => format!("(bucket = {bucket} AND window_ends_at = {})", bind(window.0.into())),
            None => format!("bucket = {bucket}"),
        });
        if is_whole {
            whole.push(bucket);
        }
    }
    let meant = meant.join(" OR ");
    // An expired window counts nothing.
    let window_ends_at = match whole.as_slice() {
        [] => "window_ends_at".to_owned(),
        whole => format!("CASE WHEN bucket IN ({}) THEN 0 ELSE window_ends_at END", whole.join(", ")),
    };
    let backend = transaction.get_database_backend();
    // In the order of `consume`, so that two servers cannot deadlock; SQLite has one writer.
    let meant = match backend {
        DbBackend::Postgres => {
            format!("bucket IN (SELECT bucket FROM rate_limit WHERE {meant} ORDER BY bucket FOR UPDATE)")
        }
        _ => meant,
    };
    let sql = format!(
        "UPDATE rate_limit SET used = CASE WHEN used > 0 THEN used - 1 ELSE 0 END, window_ends_at = {window_ends_at}
         WHERE {meant}"
    );
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// What a request cost one bucket, to be refunded if it succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The number of attempts.
    pub times: u32,
    /// The window of the attempts. Once another one has begun there is nothing to refund.
    pub window_ends_at: Timestamp,
}

impl Cost {
    /// No attempts.
    pub const NOTHING: Cost = Cost { times: 0, window_ends_at: Timestamp(0) };

    /// Adds one attempt in the window that ends at `window_ends_at`; `None`: the attempt was not counted.
    pub fn and(self, window_ends_at: Option<Timestamp>) -> Self {
        match window_ends_at {
            None => self,
            Some(same) if same == self.window_ends_at => Cost { times: self.times.saturating_add(1), ..self },
            Some(window_ends_at) => Cost { times: 1, window_ends_at },
        }
    }
}

/// Refunds the attempts of an earlier transaction, if their window is still the current one.
pub async fn refund_cost(transaction: &Transaction, bucket: Vec<u8>, cost: Cost) -> anyhow::Result<()> {
    if cost == Cost::NOTHING {
        return Ok(());
    }
    let sql = "UPDATE rate_limit SET used = CASE WHEN used > $1 THEN used - $1 ELSE 0 END
         WHERE bucket = $2 AND window_ends_at = $3";
    let values = [i64::from(cost.times).into(), bucket.into(), cost.window_ends_at.0.into()];
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// The number of attempts in the current window.
pub async fn used(transaction: &Transaction, bucket: Vec<u8>, now: Timestamp) -> anyhow::Result<i64> {
    let sql = "SELECT used FROM rate_limit WHERE bucket = $1 AND window_ends_at > $2";
    let values = [bucket.into(), now.0.into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    let row = transaction.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use domain::limits::WRONG_PER_CLIENT_AND_HOUR;

    const NOW: Timestamp = Timestamp(1_000_000);

    async fn count(transaction: &Transaction, now: Timestamp) -> Timestamp {
        let attempt = ToConsume { bucket: vec![1], limit: WRONG_PER_CLIENT_AND_HOUR };
        consume(transaction, &[attempt], now).await.unwrap()[0].window_ends_at
    }

    async fn refund_one(transaction: &Transaction, window_ends_at: Option<Timestamp>, is_whole: bool) {
        refund(transaction, vec![Refund { bucket: vec![1], window_ends_at, is_whole }]).await.unwrap();
    }

    #[tokio::test]
    async fn a_refund_takes_nothing_from_a_later_window() {
        let store = Store::connect("sqlite::memory:").await.unwrap();
        store.migrate().await.unwrap();
        let transaction = store.begin().await.unwrap();
        let first = count(&transaction, NOW).await;
        let second = count(&transaction, first).await;
        assert!(first < second);
        refund_one(&transaction, Some(first), false).await;
        assert_eq!(used(&transaction, vec![1], first).await.unwrap(), 1);
        refund_one(&transaction, Some(second), false).await;
        refund_one(&transaction, None, false).await;
        assert_eq!(used(&transaction, vec![1], first).await.unwrap(), 0);
        count(&transaction, first).await;
        refund_one(&transaction, Some(first), true).await;
        assert_eq!(used(&transaction, vec![1], first).await.unwrap(), 0);
    }
}
