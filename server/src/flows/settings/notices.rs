//! Telling people what changed.

use crate::{
    delivery::Content,
    flows::{
        Visitor,
        messages::{self, Outgoing},
    },
    house::House,
    store::{Transaction, accounts::Account},
};
use domain::{Activity, Destination, Seconds, Timestamp};

/// How long such a message is tried.
const NEWS_FOR: Seconds = Seconds::days(2);

/// Tells the person at their address what changed, from where, and what to do if it wasn't them.
pub(super) async fn tell(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    account: &Account,
    what: Activity,
    now: Timestamp,
) -> anyhow::Result<()> {
    let content = Content::AccountChanged {
        what,
        at: now,
        zone: account.time_zone.clone(),
        browser: visitor.browser_name(),
        place: visitor.client.to_string(),
    };
    let message = Outgoing {
        organisation: account.organisation,
        about: Some(account.id),
        challenge: None,
        to: &Destination::Email(account.email.clone()),
        language: visitor.language_for(Some(account)),
        content: &content,
        is_decoy: false,
        give_up_at: now + NEWS_FOR,
    };
    messages::post(house, transaction, message, now).await
}
