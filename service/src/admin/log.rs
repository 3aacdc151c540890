//! The organisation's audit log: which account did what to which account, when and from where.

use super::people::{MOST_MEANT, meant};
use crate::prelude::*;
use store::{account_words::searched, audit_log, invitations};

pub use store::Cursor;
pub use store::audit_log::{AuditEntry, ResolvedAuditFilter};

/// The filter of the audit log, as an admin enters it.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// A search text for accounts and invited users: the events are about one of them, or were caused by one of them.
    /// Empty: all accounts.
    pub person: String,
    /// `None`: every kind of event.
    pub activity: Option<AuditEventKind>,
    /// Inclusive.
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
}

/// Resolves the search text of a filter to accounts. `None`: too many accounts match.
pub async fn resolve_filter(
    app: &AppContext,
    admin: AsAdmin<'_>,
    filter: &AuditFilter,
) -> anyhow::Result<Option<ResolvedAuditFilter>> {
    let admin = admin.signed_in();
    let people = match filter.person.as_str() {
        "" => None,
        text => match people(app, &admin.organisation, text).await? {
            Some(people) => Some(people),
            None => return Ok(None),
        },
    };
    Ok(Some(ResolvedAuditFilter {
        people,
        application: None,
        activity: filter.activity,
        from: filter.from,
        until: filter.until,
    }))
}

/// The accounts and the invited users without an account that match a text. `None`: too many match.
async fn people(app: &AppContext, organisation: &Organisation, text: &str) -> anyhow::Result<Option<Vec<AccountId>>> {
    let Some(accounts) = meant(app, organisation, text).await? else { return Ok(None) };
    let mut people: Vec<AccountId> = accounts.into_iter().map(|account| account.id).collect();
    let invited = invitations::without_account(&app.store, organisation.id, &searched(text), MOST_MEANT + 1).await?;
    people.extend(invited.into_iter().map(|invitation| invitation.account()));
    Ok((people.len() as u64 <= MOST_MEANT).then_some(people))
}

/// One page of the log, newest first: at most `most` entries older than `before`, and the cursor of the next page.
pub async fn log(
    app: &AppContext,
    admin: AsAdmin<'_>,
    filter: &ResolvedAuditFilter,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<(Vec<AuditEntry>, Option<Cursor>)> {
    let admin = admin.signed_in();
    audit_log::page(&app.store, admin.organisation.id, filter, before, most).await
}

/// The database's query plan for `log`, for benchmarks.
pub async fn log_plan(
    app: &AppContext,
    admin: AsAdmin<'_>,
    filter: &ResolvedAuditFilter,
    most: u64,
) -> anyhow::Result<Vec<String>> {
    let admin = admin.signed_in();
    audit_log::plan(&app.store, admin.organisation.id, filter, most).await
}
