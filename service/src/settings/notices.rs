//! Notifying users of changes to their account.

use crate::{
    RequestContext,
    delivery::Content,
    messages::{self, NEWS_FOR},
};
use domain::{AuditEventKind, Timestamp};
use store::{Transaction, accounts::Account};

/// Notifies the user by email of what changed, from where, and what to do if it was not their doing.
pub(crate) async fn tell(
    cx: &RequestContext,
    transaction: &Transaction,
    account: &Account,
    what: AuditEventKind,
    now: Timestamp,
) -> anyhow::Result<()> {
    let content = Content::AccountChanged {
        what,
        left: None,
        at: now,
        zone: account.time_zone.clone(),
        browser: cx.browser_name(),
        place: cx.client.to_string(),
    };
    messages::tell(&cx.app, transaction, account, cx.language_for(Some(account)), &content, now + NEWS_FOR, now).await
}
