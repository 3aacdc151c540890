//! The applications of an organisation, page by page, by name.

use super::{find, record::Application};
use crate::Store;
use crate::folding::fold;
use crate::paging::{Page, PageRequest};
use crate::sql::{Sql, containing};
use domain::{ApplicationId, OrganisationId};

/// A page of at most `most` applications whose names contain `search`, in any spelling. An empty search: of all
/// applications.
pub async fn page(
    store: &Store,
    organisation: OrganisationId,
    search: &str,
    page: PageRequest<ApplicationId>,
    most: u64,
) -> anyhow::Result<Page<Application>> {
    let (from, is_backwards) = page.start();
    // If the application of the cursor is gone, the cursor is ignored.
    let from = match from {
        Some(id) => find(store, organisation, id).await?,
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let mut sql = Sql::new(store.reader());
    let (organisation, pattern) = (sql.bind(organisation.0), sql.bind(containing(&fold(search.trim()))));
    sql.push(&format!(
        "SELECT * FROM application WHERE organisation_id = {organisation} AND name_key LIKE {pattern} ESCAPE '\\'"
    ));
    let (than, order) = if is_backwards { ("<", "DESC") } else { (">", "ASC") };
    if let Some(from) = &from {
        let (key, id) = (sql.bind(fold(from.name.as_str())), sql.bind(from.id.0));
        sql.push(&format!(" AND (name_key, id) {than} ({key}, {id})"));
    }
    let limit = sql.bind(i64::try_from(most + 1)?);
    sql.push(&format!(" ORDER BY name_key {order}, id {order} LIMIT {limit}"));
    let rows = sql.all(store.reader()).await?;
    let found = rows.iter().map(|row| Application::read(row, "")).collect::<anyhow::Result<_>>()?;
    Ok(Page::of(found, most, from.is_some(), is_backwards))
}
