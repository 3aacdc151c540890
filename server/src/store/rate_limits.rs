//! Fixed windows, counted in one statement, so that parallel attempts cannot share a place.

use super::Transaction;
use anyhow::Context as _;
use domain::{Timestamp, limits::Limit};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};
use std::fmt::Write as _;

/// One attempt against one limit.
#[derive(Clone, Debug)]
pub struct Price {
    pub bucket: Vec<u8>,
    pub limit: Limit,
}

/// Where a bucket stands after paying.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    pub limit: Limit,
    /// Attempts in this window, this one included.
    pub used: i64,
    pub window_ends_at: Timestamp,
}

/// Counts one attempt in every bucket, in one statement, and always in the order of the buckets' bytes, so that two
/// servers cannot wait for each other.
pub async fn pay(transaction: &Transaction, prices: &[Price], now: Timestamp) -> anyhow::Result<Vec<Paid>> {
    if prices.is_empty() {
        return Ok(Vec::new());
    }
    let mut prices: Vec<&Price> = prices.iter().collect();
    prices.sort_by(|one, other| one.bucket.cmp(&other.bucket));
    let mut values: Vec<Value> = vec![now.0.into()];
    let (mut rows, mut pauses) = (Vec::new(), String::new());
    for price in &prices {
        values.extend([price.bucket.clone().into(), (now + price.limit.window).0.into()]);
        let (bucket, window) = (values.len() - 1, values.len());
        rows.push(format!("(${bucket}, 1, ${window})"));
        if price.limit.pauses {
            let last_place = price.limit.allowed.saturating_sub(1);
            write!(pauses, " OR (rate_limit.bucket = ${bucket} AND rate_limit.used = {last_place})")?;
        }
    }
    // A window that is over starts anew; one that pauses starts anew when its last place is taken.
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
    let mut paid = Vec::with_capacity(prices.len());
    for row in transaction.query_all_raw(statement).await? {
        let bucket: Vec<u8> = row.try_get_by_index(0)?;
        let price =
            prices.iter().find(|price| price.bucket == bucket).context("a bucket came back that was not paid")?;
        let (used, window_ends_at) = (row.try_get_by_index(1)?, Timestamp(row.try_get_by_index(2)?));
        paid.push(Paid { limit: price.limit, used, window_ends_at });
    }
    anyhow::ensure!(paid.len() == prices.len(), "not every bucket was paid");
    Ok(paid)
}

/// An attempt that is taken back.
#[derive(Clone, Debug)]
pub struct Refund {
    pub bucket: Vec<u8>,
    /// With all attempts before it.
    pub is_whole: bool,
}

/// Takes back what this transaction paid; a whole row also when it paid nothing there.
pub async fn refund(transaction: &Transaction, refunds: Vec<Refund>) -> anyhow::Result<()> {
    if refunds.is_empty() {
        return Ok(());
    }
    let place_of = |(index, _): (usize, &Refund)| format!("${}", index + 1);
    let all: Vec<String> = refunds.iter().enumerate().map(place_of).collect();
    let whole: Vec<String> = refunds.iter().enumerate().filter(|(_, refund)| refund.is_whole).map(place_of).collect();
    // A window that is over counts nothing.
    let window_ends_at = match whole.as_slice() {
        [] => "window_ends_at".to_owned(),
        whole => format!("CASE WHEN bucket IN ({}) THEN 0 ELSE window_ends_at END", whole.join(", ")),
    };
    // In the order of `pay`, so that two servers cannot wait for each other; SQLite has one writer.
    let rows = match transaction.get_database_backend() {
        DbBackend::Postgres => {
            format!("SELECT bucket FROM rate_limit WHERE bucket IN ({}) ORDER BY bucket FOR UPDATE", all.join(", "))
        }
        _ => all.join(", "),
    };
    let sql =
        format!("UPDATE rate_limit SET used = used - 1, window_ends_at = {window_ends_at} WHERE bucket IN ({rows})");
    let values: Vec<Value> = refunds.into_iter().map(|refund| refund.bucket.into()).collect();
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// What something cost one bucket, to be given back if it leads somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub times: u32,
    /// In another window there is nothing to give back.
    pub window_ends_at: Timestamp,
}

impl Cost {
    pub const NOTHING: Cost = Cost { times: 0, window_ends_at: Timestamp(0) };

    /// With one more attempt, if that was paid.
    pub fn and(self, window_ends_at: Option<Timestamp>) -> Self {
        match window_ends_at {
            None => self,
            Some(same) if same == self.window_ends_at => Cost { times: self.times.saturating_add(1), ..self },
            Some(window_ends_at) => Cost { times: 1, window_ends_at },
        }
    }
}

/// Gives back what was paid before this transaction.
pub async fn give_back(transaction: &Transaction, bucket: Vec<u8>, cost: Cost) -> anyhow::Result<()> {
    if cost == Cost::NOTHING {
        return Ok(());
    }
    let sql = "UPDATE rate_limit SET used = CASE WHEN used > $1 THEN used - $1 ELSE 0 END
         WHERE bucket = $2 AND window_ends_at = $3";
    let values = [i64::from(cost.times).into(), bucket.into(), cost.window_ends_at.0.into()];
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Attempts in the window under way.
pub async fn used(transaction: &Transaction, bucket: Vec<u8>, now: Timestamp) -> anyhow::Result<i64> {
    let sql = "SELECT used FROM rate_limit WHERE bucket = $1 AND window_ends_at > $2";
    let values = [bucket.into(), now.0.into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    let row = transaction.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}
