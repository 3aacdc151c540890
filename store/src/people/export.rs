//! Reads all users that a search finds, in batches, for a file.

use super::{PeopleCursor, PeopleQuery, Person, cursor_at, page_sql, person};
use crate::prelude::*;

/// The next users after `from`, at most `most`, in the order of the list, and where the batch after them begins. `None`:
/// these were the last ones. Fails if the last of them no longer matches, because nothing then says what follows.
pub async fn batch(
    store: &Store,
    query: &PeopleQuery,
    from: Option<&PeopleCursor>,
    most: u64,
) -> anyhow::Result<(Vec<Person>, Option<PeopleCursor>)> {
    let mut sql = page_sql(store, query, from, false);
    let limit = sql.bind(i64::try_from(most)?);
    sql.push(&format!(" LIMIT {limit}"));
    let people = sql.all(store.lists()).await?.iter().map(person).collect::<anyhow::Result<Vec<_>>>()?;
    let next = match people.last() {
        Some(last) if people.len() as u64 == most => {
            let cursor = cursor_at(store, query, last.account.id).await?;
            Some(cursor.context("an account was changed while the list was read")?)
        }
        _ => None,
    };
    Ok((people, next))
}
