//! Notifying users of changes to their account.

use crate::{
    Visitor,
    delivery::Content,
    house::House,
    messages::{self, NEWS_FOR},
};
use domain::{Activity, Timestamp};
use store::{Transaction, accounts::Account};

/// Notifies the user by email of what changed, from where, and what to do if it was not their doing.
pub(crate) async fn tell(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    account: &Account,
    what: Activity,
    now: Timestamp,
) -> anyhow::Result<()> {
    let content = Content::AccountChanged {
        what,
        left: None,
        at: now,
        zone: account.time_zone.clone(),
        browser: visitor.browser_name(),
        place: visitor.client.to_string(),
    };
    messages::tell(house, transaction, account, visitor.language_for(Some(account)), &content, now + NEWS_FOR, now)
        .await
}
