//! Records audit events, in the transaction of the change that they describe. They never contain a
//! secret, a code or a token.

use super::RequestContext;
use crate::app_context::AppContext;
use domain::{AccountId, AuditEventKind, OrganisationId, Timestamp};
use store::{
    Transaction,
    accounts::Account,
    audit::{self, Event},
};

/// An audit event, without its id, its time and the request that caused it.
#[derive(Clone, Copy, Debug)]
pub struct AuditEntry<'a> {
    pub organisation: OrganisationId,
    /// The account that the event is about; `None`: it is about no account.
    pub whom: Option<AccountId>,
    /// The account that caused it, as far as that is known.
    pub who: Option<AccountId>,
    pub activity: AuditEventKind,
    /// For example the name of a method, a message or a setting, or what an admin wrote.
    pub detail: Option<&'a str>,
}

impl AuditEntry<'_> {
    /// An event about an account, caused by an unknown user.
    pub const fn about(account: &Account, activity: AuditEventKind) -> Self {
        AuditEntry { organisation: account.organisation, whom: Some(account.id), who: None, activity, detail: None }
    }

    /// An event that users cause on their own account.
    pub const fn own(account: &Account, activity: AuditEventKind) -> Self {
        AuditEntry { who: Some(account.id), ..AuditEntry::about(account, activity) }
    }
}

/// Writes an event. `cx` is the request that caused it; `None`: the server itself caused it.
pub async fn note(
    app: &AppContext,
    transaction: &Transaction,
    cx: Option<&RequestContext>,
    noted: AuditEntry<'_>,
    now: Timestamp,
) -> anyhow::Result<()> {
    audit::insert(transaction, event(app, cx, noted, now)?).await
}

/// The complete event, which the caller still has to write.
pub fn event(
    app: &AppContext,
    cx: Option<&RequestContext>,
    noted: AuditEntry<'_>,
    now: Timestamp,
) -> anyhow::Result<Event> {
    Ok(Event {
        id: app.random.id()?,
        at: now,
        organisation: noted.organisation,
        whom: noted.whom,
        who: noted.who,
        activity: noted.activity,
        detail: noted.detail.map(str::to_owned),
        client_address: cx.map(|cx| cx.client.to_string()).unwrap_or_default(),
        user_agent: cx.map(|cx| cx.user_agent.clone()).unwrap_or_default(),
    })
}
