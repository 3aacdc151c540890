//! Telling people what changed.

use crate::{
    delivery::Content,
    flows::{
        Visitor,
        messages::{self, NEWS_FOR},
    },
    house::House,
    store::{Transaction, accounts::Account},
};
use domain::{Activity, Timestamp};

/// Tells the person at their address what changed, from where, and what to do if it wasn't them.
pub(in crate::flows) async fn tell(
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
