//! The organisation's audit log: which account did what to which account, when and from where.

use super::people::meant;
use crate::{account::AsAdmin, app_context::AppContext};
use domain::{AuditEventKind, Timestamp};
use store::audit_log::{self, Entry};

pub use store::{
    Cursor,
    audit_log::{Entry as Kept, Filter as Narrowed},
};

/// The filter of the audit log, as an admin enters it.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// A search text for accounts: the events are about one of them, or were caused by one of
    /// them. Empty: all accounts.
    pub person: String,
    /// `None`: every kind of event.
    pub activity: Option<AuditEventKind>,
    /// Inclusive.
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
}

/// Resolves the search text of a filter to accounts. `None`: too many accounts match.
pub async fn narrow(app: &AppContext, admin: AsAdmin<'_>, log: &Log) -> anyhow::Result<Option<Narrowed>> {
    let admin = admin.signed_in();
    let people = match log.person.as_str() {
        "" => None,
        text => match meant(app, &admin.organisation, text).await? {
            Some(people) => Some(people.into_iter().map(|person| person.id).collect()),
            None => return Ok(None),
        },
    };
    Ok(Some(Narrowed { people, activity: log.activity, from: log.from, until: log.until }))
}

/// One page of the log, newest first: at most `most` entries older than `before`, and the cursor of the next page.
pub async fn log(
    app: &AppContext,
    admin: AsAdmin<'_>,
    log: &Narrowed,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<(Vec<Entry>, Option<Cursor>)> {
    let admin = admin.signed_in();
    audit_log::page(&app.store, admin.organisation.id, log, before, most).await
}

/// The database's query plan for `log`, for benchmarks.
pub async fn log_plan(app: &AppContext, admin: AsAdmin<'_>, log: &Narrowed, most: u64) -> anyhow::Result<Vec<String>> {
    let admin = admin.signed_in();
    audit_log::plan(&app.store, admin.organisation.id, log, most).await
}
