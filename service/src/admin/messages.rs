//! The messages that the organisation has sent or is about to send, with their delivery status. Never their content.

use super::people::{MOST_MEANT, meant};
use crate::prelude::*;
use domain::MessageState;
use std::collections::BTreeSet;
use store::account_words::searched;
use store::outbox_list::{self, ListedMessage, MessageQuery};
use store::paging::{Page, PageRequest};
use uuid::Uuid;

/// Messages on one page.
const A_PAGE: u64 = 30;

/// The filter of the list of messages, as an admin enters it.
#[derive(Clone, Debug, Default)]
pub struct MessageFilter {
    /// `None`: every status.
    pub state: Option<MessageState>,
    /// A search text for accounts, or the beginning of an address or phone number that may belong to no
    /// account. Empty: every recipient.
    pub to: String,
}

/// One page of the messages, newest first. `None`: `to` matches too many accounts or recipients.
pub async fn messages(
    app: &AppContext,
    admin: AsAdmin<'_>,
    filter: &MessageFilter,
    page: PageRequest<Uuid>,
) -> anyhow::Result<Option<Page<ListedMessage>>> {
    let admin = admin.signed_in();
    match query(app, &admin.organisation, filter).await? {
        Some(query) => Ok(Some(outbox_list::page(&app.store, &query, page, A_PAGE).await?)),
        None => Ok(None),
    }
}

/// The database's query plan for `messages`, for benchmarks. `None` as in `messages`.
pub async fn messages_plan(
    app: &AppContext,
    admin: AsAdmin<'_>,
    filter: &MessageFilter,
) -> anyhow::Result<Option<Vec<String>>> {
    let admin = admin.signed_in();
    let Some(query) = query(app, &admin.organisation, filter).await? else { return Ok(None) };
    let mut plan = outbox_list::plan(&app.store, &query, A_PAGE).await?;
    for beginning in beginnings(&filter.to) {
        let steps = outbox_list::recipients_plan(&app.store, query.organisation, &beginning, MOST_MEANT + 1).await?;
        plan.extend(steps);
    }
    Ok(Some(plan))
}

async fn query(
    app: &AppContext,
    organisation: &Organisation,
    filter: &MessageFilter,
) -> anyhow::Result<Option<MessageQuery>> {
    let to = match filter.to.as_str() {
        "" => None,
        text => match recipients(app, organisation, text).await? {
            Some(to) => Some(to),
            None => return Ok(None),
        },
    };
    Ok(Some(MessageQuery { organisation: organisation.id, state: filter.state, to }))
}

/// The addresses and phone numbers of the accounts that match a text, and all recipients that begin with
/// it. `None`: too many match.
async fn recipients(
    app: &AppContext,
    organisation: &Organisation,
    text: &str,
) -> anyhow::Result<Option<BTreeSet<String>>> {
    let Some(people) = meant(app, organisation, text).await? else { return Ok(None) };
    let mut to = BTreeSet::new();
    for person in people {
        to.insert(person.email.to_string());
        to.extend(person.phone.map(|phone| phone.number.to_string()));
    }
    for beginning in beginnings(text) {
        let some = outbox_list::recipients(&app.store, organisation.id, &beginning, MOST_MEANT + 1).await?;
        if some.len() as u64 > MOST_MEANT {
            return Ok(None);
        }
        to.extend(some);
    }
    Ok(Some(to))
}

/// Beginnings of an address or a phone number. Neither has two words, so a text with several words gives none.
fn beginnings(text: &str) -> Vec<String> {
    match searched(text).as_slice() {
        [word] => vec![word.clone(), format!("+{word}")],
        _ => Vec::new(),
    }
}
