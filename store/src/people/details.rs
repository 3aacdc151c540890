//! What lists show beside each user, in one query for all users of a page.

use crate::{prelude::*, sql::Sql};
use domain::policy::SecondFactor;
use std::collections::HashMap;

/// The second factors of each of these accounts. An account with none is not in the result.
pub async fn second_factors(
    store: &Store,
    people: &[AccountId],
) -> anyhow::Result<HashMap<AccountId, Vec<SecondFactor>>> {
    let mut factors: HashMap<_, Vec<_>> = HashMap::new();
    if people.is_empty() {
        return Ok(factors);
    }
    let mut sql = Sql::new(store.reader());
    let ids = sql.bind_all(people.iter().map(|id| id.0));
    sql.push(&format!(
        "SELECT DISTINCT account_id, 'passkey' AS factor FROM passkey WHERE account_id IN ({ids})
         UNION ALL
         SELECT account_id, 'authenticator' AS factor FROM authenticator WHERE account_id IN ({ids})
         AND confirmed_at IS NOT NULL"
    ));
    for row in sql.all(store.reader()).await? {
        let factor: String = row.try_get("", "factor")?;
        factors.entry(AccountId(row.try_get("", "account_id")?)).or_default().push(factor.parse()?);
    }
    Ok(factors)
}

/// When each of these accounts was last used, in a session or a known browser that is still stored.
pub async fn last_seen(store: &Store, people: &[AccountId]) -> anyhow::Result<HashMap<AccountId, Timestamp>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(store.reader());
    let ids = sql.bind_all(people.iter().map(|id| id.0));
    sql.push(&format!(
        "SELECT account_id, MAX(last_seen_at) AS seen FROM session WHERE account_id IN ({ids}) GROUP BY account_id
         UNION ALL
         SELECT account_id, MAX(last_seen_at) AS seen FROM known_browser WHERE account_id IN ({ids}) GROUP BY account_id"
    ));
    let mut seen = HashMap::new();
    for row in sql.all(store.reader()).await? {
        let id = AccountId(row.try_get("", "account_id")?);
        let at = Timestamp(row.try_get("", "seen")?);
        let latest = seen.entry(id).or_insert(at);
        *latest = at.max(*latest);
    }
    Ok(seen)
}
