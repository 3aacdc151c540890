//! The second steps that many accounts have set up, in one query.

use super::{Store, sql::Sql};
use domain::{AccountId, policy::SecondFactor};
use std::collections::HashMap;

/// The second steps of each of these accounts. An account with none is not in the result.
pub async fn of_people(store: &Store, people: &[AccountId]) -> anyhow::Result<HashMap<AccountId, Vec<SecondFactor>>> {
    let mut ways: HashMap<_, Vec<_>> = HashMap::new();
    if people.is_empty() {
        return Ok(ways);
    }
    let mut sql = Sql::new(store.reader());
    let ids = sql.bind_all(people.iter().map(|id| id.0));
    sql.push(&format!(
        "SELECT DISTINCT account_id, 'passkey' AS way FROM passkey WHERE account_id IN ({ids})
         UNION ALL
         SELECT account_id, 'authenticator' AS way FROM authenticator WHERE account_id IN ({ids})
         AND confirmed_at IS NOT NULL"
    ));
    for row in sql.all(store.reader()).await? {
        let way: String = row.try_get("", "way")?;
        ways.entry(AccountId(row.try_get("", "account_id")?)).or_default().push(way.parse()?);
    }
    Ok(ways)
}
