//! Noting what happened, in the transaction of what happened. Never a secret, a code or a token.

use super::Visitor;
use crate::{
    house::House,
    store::{
        Transaction,
        accounts::Account,
        audit::{self, Event},
    },
};
use domain::{AccountId, Activity, OrganisationId, Timestamp};

/// What is noted.
#[derive(Clone, Copy, Debug)]
pub struct Noted<'a> {
    pub organisation: OrganisationId,
    /// Whom it is about; `None`: nobody who has an account.
    pub whom: Option<AccountId>,
    /// Who did it, as far as that is known.
    pub who: Option<AccountId>,
    pub activity: Activity,
    /// A method's or a message's name, or what an admin wrote.
    pub detail: Option<&'a str>,
}

impl Noted<'_> {
    /// Something about an account, by whoever it was.
    pub const fn about(account: &Account, activity: Activity) -> Self {
        Noted { organisation: account.organisation, whom: Some(account.id), who: None, activity, detail: None }
    }

    /// Something that a person did to their own account.
    pub const fn own(account: &Account, activity: Activity) -> Self {
        Noted { who: Some(account.id), ..Noted::about(account, activity) }
    }
}

/// `visitor` is the browser that it came from; `None`: it was our own doing.
pub async fn note(
    house: &House,
    transaction: &Transaction,
    visitor: Option<&Visitor>,
    noted: Noted<'_>,
    now: Timestamp,
) -> anyhow::Result<()> {
    audit::insert(transaction, event(house, visitor, noted, now)?).await
}

/// What is written of it.
pub fn event(house: &House, visitor: Option<&Visitor>, noted: Noted<'_>, now: Timestamp) -> anyhow::Result<Event> {
    Ok(Event {
        id: house.random.id()?,
        at: now,
        organisation: noted.organisation,
        whom: noted.whom,
        who: noted.who,
        activity: noted.activity,
        detail: noted.detail.map(str::to_owned),
        client_address: visitor.map(|visitor| visitor.client.to_string()).unwrap_or_default(),
        user_agent: visitor.map(|visitor| visitor.user_agent.clone()).unwrap_or_default(),
    })
}
