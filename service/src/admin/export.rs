//! The people of the organisation for a file, batch by batch, so that memory does not grow with their number.

use super::people::{PeopleFilter, lockouts, query};
use crate::prelude::*;
use domain::StatusFilter;
use store::account_status::AccountStatus;
use store::groups;
use store::people::{self, Person};

pub use store::people::{PeopleCursor, PeopleQuery};

/// People that are read at a time.
const BATCH: u64 = 250;

/// A person in the file.
#[derive(Debug)]
pub struct ExportedPerson {
    pub person: Person,
    pub status: StatusFilter,
    /// The names of the groups, in order.
    pub groups: Vec<String>,
    /// `None`: never, or too long ago to be known.
    pub last_seen: Option<Timestamp>,
}

/// Records that an admin gets the people who match a filter, and returns the search for them.
pub async fn begin_export(
    cx: &RequestContext,
    admin: AsAdmin<'_>,
    filter: &PeopleFilter,
) -> anyhow::Result<PeopleQuery> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    unit.record(AuditEventKind::PeopleExported, AuditSubject::of(admin.organisation.id, None)).await?;
    unit.commit().await?;
    query(&cx.app, &admin.organisation, filter).await
}

/// The next people of an export, and where the batch after them begins. `None`: these were the last ones.
pub async fn exported(
    app: &AppContext,
    admin: AsAdmin<'_>,
    query: &PeopleQuery,
    from: Option<&PeopleCursor>,
) -> anyhow::Result<(Vec<ExportedPerson>, Option<PeopleCursor>)> {
    let query = PeopleQuery { organisation: admin.signed_in().organisation.id, ..query.clone() };
    let (people, next) = people::batch(&app.store, &query, from, BATCH).await?;
    let ids: Vec<AccountId> = people.iter().map(|person| person.account.id).collect();
    let accounts: Vec<&Account> = people.iter().map(|person| &person.account).collect();
    let lockouts = lockouts(app, &accounts).await?;
    let seen = people::last_seen(&app.store, &ids).await?;
    let mut groups = groups::names_of(&app.store, &ids).await?;
    let exported = people.into_iter().map(|person| ExportedPerson {
        status: match person.status {
            AccountStatus::Closed => StatusFilter::Closed,
            AccountStatus::Deactivated => StatusFilter::Deactivated,
            AccountStatus::Active if lockouts.contains_key(&person.account.id) => StatusFilter::Locked,
            AccountStatus::Active => StatusFilter::Active,
        },
        groups: groups.remove(&person.account.id).unwrap_or_default(),
        last_seen: seen.get(&person.account.id).copied(),
        person,
    });
    Ok((exported.collect(), next))
}
