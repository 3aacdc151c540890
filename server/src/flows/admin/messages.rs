//! What the organisation sent and is about to send, and what became of it. Never what it said.

use super::people::{MOST_MEANT, meant};
use crate::{
    flows::account::AsAdmin,
    house::House,
    store::{
        account_words::searched,
        organisations::Organisation,
        outbox_list::{self, Listed, State, Wanted},
        sql::{Page, Turn},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// On one page.
const A_PAGE: u64 = 30;

/// Which messages an admin looks for.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub state: Option<State>,
    /// As typed: a person, or the beginning of an address or number that nobody has. Empty: to anybody.
    pub to: String,
}

/// Newest first. `None`: `to` means too many to look for at once.
pub async fn messages(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    sent: &Sent,
    turn: Turn<Uuid>,
) -> anyhow::Result<Option<Page<Listed>>> {
    match wanted(house, &admin.organisation, sent).await? {
        Some(wanted) => Ok(Some(outbox_list::page(&house.store, &wanted, turn, A_PAGE).await?)),
        None => Ok(None),
    }
}

/// What `messages` asks of the database, in the words of its plan: for whoever measures.
pub async fn messages_plan(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    sent: &Sent,
) -> anyhow::Result<Option<Vec<String>>> {
    let Some(wanted) = wanted(house, &admin.organisation, sent).await? else { return Ok(None) };
    let mut plan = outbox_list::plan(&house.store, &wanted, A_PAGE).await?;
    for beginning in beginnings(&sent.to) {
        let steps = outbox_list::recipients_plan(&house.store, wanted.organisation, &beginning, MOST_MEANT + 1).await?;
        plan.extend(steps);
    }
    Ok(Some(plan))
}

async fn wanted(house: &House, organisation: &Organisation, sent: &Sent) -> anyhow::Result<Option<Wanted>> {
    let to = match sent.to.as_str() {
        "" => None,
        text => match recipients(house, organisation, text).await? {
            Some(to) => Some(to),
            None => return Ok(None),
        },
    };
    Ok(Some(Wanted { organisation: organisation.id, state: sent.state, to }))
}

/// Where messages to whoever is meant went: what the people of the organisation have, and what begins as it was typed.
async fn recipients(
    house: &House,
    organisation: &Organisation,
    text: &str,
) -> anyhow::Result<Option<BTreeSet<String>>> {
    let Some(people) = meant(house, organisation, text).await? else { return Ok(None) };
    let mut to = BTreeSet::new();
    for person in people {
        to.insert(person.email.to_string());
        to.extend(person.phone.map(|phone| phone.number.to_string()));
    }
    for beginning in beginnings(text) {
        let some = outbox_list::recipients(&house.store, organisation.id, &beginning, MOST_MEANT + 1).await?;
        if some.len() as u64 > MOST_MEANT {
            return Ok(None);
        }
        to.extend(some);
    }
    Ok(Some(to))
}

/// Of an address or a number; neither has two words.
fn beginnings(text: &str) -> Vec<String> {
    match searched(text).as_slice() {
        [word] => vec![word.clone(), format!("+{word}")],
        _ => Vec::new(),
    }
}
