//! The groups of an organisation, page by page, by name.

use super::find;
use super::record::{Group, person_group};
use crate::Store;
use crate::folding::fold;
use crate::paging::{Page, PageRequest};
use crate::sql::{Sql, containing};
use domain::{GroupId, OrganisationId};
use sea_orm::FromQueryResult as _;

/// A group in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub group: Group,
    /// How many people are in it.
    pub members: u64,
}

/// A page of at most `most` groups whose names contain `search`, in any spelling. An empty search: of all groups.
pub async fn page(
    store: &Store,
    organisation: OrganisationId,
    search: &str,
    page: PageRequest<GroupId>,
    most: u64,
) -> anyhow::Result<Page<Listed>> {
    let (from, is_backwards) = page.start();
    // If the group of the cursor is gone, the cursor is ignored.
    let from = match from {
        Some(id) => find(store, organisation, id).await?,
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let mut sql = Sql::new(store.reader());
    let (organisation, pattern) = (sql.bind(organisation.0), sql.bind(containing(&fold(search.trim()))));
    sql.push(&format!(
        "SELECT g.*, (SELECT COUNT(*) FROM group_member m WHERE m.group_id = g.id) AS members FROM person_group g
         WHERE g.organisation_id = {organisation} AND g.name_key LIKE {pattern} ESCAPE '\\'"
    ));
    let (than, order) = if is_backwards { ("<", "DESC") } else { (">", "ASC") };
    if let Some(from) = &from {
        let key = sql.bind(fold(from.name.as_str()));
        sql.push(&format!(" AND g.name_key {than} {key}"));
    }
    let limit = sql.bind(i64::try_from(most + 1)?);
    sql.push(&format!(" ORDER BY g.name_key {order} LIMIT {limit}"));
    let rows = sql.all(store.reader()).await?;
    let listed = rows.iter().map(|row| {
        Ok(Listed {
            group: person_group::Model::from_query_result(row, "")?.try_into()?,
            members: u64::try_from(row.try_get::<i64>("", "members")?)?,
        })
    });
    Ok(Page::of(listed.collect::<anyhow::Result<_>>()?, most, from.is_some(), is_backwards))
}
