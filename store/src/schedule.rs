//! When the background jobs have something to do next. One statement for all of them, so that an idle server sends few.

use super::outbox::{DELAYED, QUEUED};
use crate::prelude::*;

/// When each job has something to do next. `None`: it has nothing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub messages: Option<Timestamp>,
    pub logouts: Option<Timestamp>,
    pub imports: Option<Timestamp>,
}

/// Reads the schedule. What a server has leased is due when the lease ends: if that server has died, another one takes
/// over then.
pub async fn read(store: &Store, now: Timestamp) -> anyhow::Result<Schedule> {
    // Each of these reads only the beginning of an index.
    let free = |table: &str, condition: &str| {
        format!(
            "SELECT * FROM (SELECT next_attempt_at AS due_at FROM {table} WHERE {condition} leased_until <= $3
             ORDER BY next_attempt_at LIMIT 1) AS f"
        )
    };
    let leased = |table: &str, condition: &str| {
        format!(
            "SELECT MIN(leased_until) AS due_at FROM {table}
             WHERE {condition} next_attempt_at <= $3 AND leased_until > $3"
        )
    };
    let messages = [
        free("outbox_message", "state = $1 AND"),
        free("outbox_message", "state = $2 AND"),
        leased("outbox_message", "state IN ($1, $2) AND"),
    ]
    .join(" UNION ALL ");
    let logouts = [free("logout_notice", ""), leased("logout_notice", "")].join(" UNION ALL ");
    let sql = format!(
        "SELECT (SELECT MIN(due_at) FROM ({messages}) AS m) AS messages,
            (SELECT MIN(due_at) FROM ({logouts}) AS l) AS logouts,
            (SELECT MIN(leased_until) FROM \"import\" WHERE finished_at IS NULL) AS imports"
    );
    let reader = store.reader();
    let values = [QUEUED.into(), DELAYED.into(), now.0.into()];
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), sql, values);
    let row = reader.query_one_raw(statement).await?.context("a minimum is one row")?;
    let due = |job: &str| anyhow::Ok(row.try_get::<Option<i64>>("", job)?.map(Timestamp));
    Ok(Schedule { messages: due("messages")?, logouts: due("logouts")?, imports: due("imports")? })
}
