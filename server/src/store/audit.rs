//! What happened: written in the transaction of what it tells of, read back newest first. Never a secret, a code or a token.

use super::{Before, Store, Transaction, entity::audit_event};
use domain::{AccountId, Activity, OrganisationId, Seconds, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// How long events are kept.
pub const KEPT: Seconds = Seconds::days(400);

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: Uuid,
    pub at: Timestamp,
    pub organisation: OrganisationId,
    /// Whom it is about; `None`: nobody who has an account.
    pub whom: Option<AccountId>,
    /// Who did it, as far as that is known.
    pub who: Option<AccountId>,
    pub activity: Activity,
    /// A method's or a message's name.
    pub detail: Option<String>,
    pub client_address: String,
    pub user_agent: String,
}

impl Event {
    /// Where a page that follows it begins.
    pub const fn place(&self) -> Before {
        Before { at: self.at, id: self.id }
    }
}

pub async fn insert(transaction: &Transaction, event: Event) -> anyhow::Result<()> {
    insert_all(transaction, vec![event]).await
}

/// Several, at once.
pub async fn insert_all(transaction: &Transaction, events: Vec<Event>) -> anyhow::Result<()> {
    let row = |event: Event| audit_event::ActiveModel {
        id: Set(event.id),
        at: Set(event.at.0),
        organisation_id: Set(event.organisation.0),
        account_id: Set(event.whom.map(|account| account.0)),
        actor_id: Set(event.who.map(|account| account.0)),
        activity: Set(event.activity.name().to_owned()),
        detail: Set(event.detail),
        client_address: Set(event.client_address),
        user_agent: Set(event.user_agent),
    };
    audit_event::Entity::insert_many(events.into_iter().map(row)).exec_without_returning(transaction).await?;
    Ok(())
}

/// Events, newest first. Those of another release are left out.
#[derive(Clone, Debug)]
pub struct Events {
    pub events: Vec<Event>,
    /// Where the next page begins, if there is one: that is up to what is there, not to what is known.
    pub older: Option<Before>,
}

/// What happened to an account; messages are not the person's doing.
pub async fn of_account(
    store: &Store,
    account: AccountId,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<Events> {
    let mut query = audit_event::Entity::find()
        .filter(audit_event::Column::AccountId.eq(account.0))
        .filter(audit_event::Column::Activity.ne(Activity::MessageWritten.name()));
    if let Some(before) = before {
        query = query.filter(before.older(audit_event::Column::At, audit_event::Column::Id));
    }
    let mut rows = query
        .order_by_desc(audit_event::Column::At)
        .order_by_desc(audit_event::Column::Id)
        .limit(most + 1)
        .all(store.reader())
        .await?;
    let is_more = rows.len() as u64 > most;
    rows.truncate(usize::try_from(most)?);
    let older = rows.last().filter(|_| is_more).map(|row| Before { at: Timestamp(row.at), id: row.id });
    Ok(Events { events: rows.into_iter().filter_map(read).collect(), older })
}

fn read(row: audit_event::Model) -> Option<Event> {
    Some(Event {
        id: row.id,
        at: Timestamp(row.at),
        organisation: OrganisationId(row.organisation_id),
        whom: row.account_id.map(AccountId),
        who: row.actor_id.map(AccountId),
        activity: Activity::of(&row.activity)?,
        detail: row.detail,
        client_address: row.client_address,
        user_agent: row.user_agent,
    })
}
