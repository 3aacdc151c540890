//! Fixed windows, counted in one statement, so that parallel attempts cannot share a place.

use super::Transaction;
use domain::{Timestamp, limits::Limit};
use sea_orm::{ConnectionTrait as _, Statement, Value};

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

/// Counts one attempt in every bucket. Always in the order of the buckets' bytes, so that two cannot wait for each other.
pub async fn pay(transaction: &Transaction, prices: &[Price], now: Timestamp) -> anyhow::Result<Vec<Paid>> {
    let mut prices: Vec<&Price> = prices.iter().collect();
    prices.sort_by(|one, other| one.bucket.cmp(&other.bucket));
    let mut paid = Vec::with_capacity(prices.len());
    for price in prices {
        paid.push(pay_one(transaction, price, now).await?);
    }
    Ok(paid)
}

async fn pay_one(transaction: &Transaction, price: &Price, now: Timestamp) -> anyhow::Result<Paid> {
    // A window that is over starts anew; one that pauses starts anew when its last place is taken.
    const SQL: &str = "
        INSERT INTO rate_limit (bucket, used, window_ends_at) VALUES ($1, 1, $2)
        ON CONFLICT (bucket) DO UPDATE SET
            used = CASE WHEN rate_limit.window_ends_at <= $3 THEN 1 ELSE rate_limit.used + 1 END,
            window_ends_at = CASE
                WHEN rate_limit.window_ends_at <= $3 OR rate_limit.used + 1 = $4 THEN $2
                ELSE rate_limit.window_ends_at END
        RETURNING used, window_ends_at";
    let pause_at = if price.limit.pauses { i64::from(price.limit.allowed) } else { -1 };
    let values: [Value; 4] =
        [price.bucket.clone().into(), (now + price.limit.window).0.into(), now.0.into(), pause_at.into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), SQL, values);
    let row = transaction.query_one_raw(statement).await?.ok_or_else(|| anyhow::anyhow!("nothing was counted"))?;
    Ok(Paid { limit: price.limit, used: row.try_get_by_index(0)?, window_ends_at: Timestamp(row.try_get_by_index(1)?) })
}

/// Takes one attempt back.
pub async fn give_back(transaction: &Transaction, bucket: &[u8]) -> anyhow::Result<()> {
    change(transaction, "UPDATE rate_limit SET used = used - 1 WHERE bucket = $1 AND used > 0", bucket).await
}

/// Forgets all attempts.
pub async fn clear(transaction: &Transaction, bucket: &[u8]) -> anyhow::Result<()> {
    change(transaction, "DELETE FROM rate_limit WHERE bucket = $1", bucket).await
}

async fn change(transaction: &Transaction, sql: &str, bucket: &[u8]) -> anyhow::Result<()> {
    let values = [Value::from(bucket.to_vec())];
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values)).await?;
    Ok(())
}
