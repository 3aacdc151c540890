//! The audit log. An event is written in the transaction that it describes. It never contains a secret, a code or a
//! token.

pub use super::audit_listener::AuditEvent;

use super::Cursor;
use crate::prelude::*;
use domain::{ApplicationId, AuditEventKind};

/// The table `audit_event`: an event of the audit log. Never changed, and purged when it is old.
pub(crate) mod audit_event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: i64,
        pub organisation_id: Uuid,
        /// The account that the event is about.
        pub account_id: Option<Uuid>,
        /// The account that did it.
        pub actor_id: Option<Uuid>,
        pub activity: String,
        pub detail: Option<String>,
        pub client_address: String,
        pub user_agent: String,
        /// The application that the event is about.
        pub application_id: Option<Uuid>,
        /// The user of the operating system who ran the command that did it.
        pub operator: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long events are kept.
pub const KEPT: Seconds = Seconds::days(400);

impl AuditEvent {
    /// The cursor of the page that follows this event.
    pub const fn cursor(&self) -> Cursor {
        Cursor { at: self.at, id: self.id }
    }
}

/// Writes one event.
pub async fn insert(transaction: &Transaction, event: AuditEvent) -> anyhow::Result<()> {
    insert_all(transaction, vec![event]).await
}

/// Writes several events in one statement.
pub async fn insert_all(transaction: &Transaction, events: Vec<AuditEvent>) -> anyhow::Result<()> {
    transaction.effects().note_audit_events(&events);
    let row = |event: AuditEvent| audit_event::ActiveModel {
        id: Set(event.id),
        at: Set(event.at.0),
        organisation_id: Set(event.organisation.0),
        account_id: Set(event.whom.map(|account| account.0)),
        actor_id: Set(event.who.map(|account| account.0)),
        activity: Set(event.activity.name().to_owned()),
        detail: Set(event.detail),
        client_address: Set(event.client_address),
        user_agent: Set(event.user_agent),
        application_id: Set(event.application.map(|application| application.0)),
        operator: Set(event.operator),
    };
    audit_event::Entity::insert_many(events.into_iter().map(row)).exec_without_returning(transaction).await?;
    Ok(())
}

/// A page of events, newest first. Events of a kind that this release does not know are left out.
#[derive(Clone, Debug)]
pub struct AuditEvents {
    pub events: Vec<AuditEvent>,
    /// The cursor of the next page; `None`: this is the last one. It depends on all rows, also on those that were left
    /// out, so that `events` may be empty although a next page exists.
    pub older: Option<Cursor>,
}

/// A page of at most `most` events of an account, older than `before`. Sent messages are left out: they are not acts of
/// the user.
pub async fn of_account(
    store: &Store,
    account: AccountId,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<AuditEvents> {
    let mut query = audit_event::Entity::find()
        .filter(audit_event::Column::AccountId.eq(account.0))
        .filter(audit_event::Column::Activity.ne(AuditEventKind::MessageWritten.name()));
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
    let older = rows.last().filter(|_| is_more).map(|row| Cursor { at: Timestamp(row.at), id: row.id });
    Ok(AuditEvents { events: rows.into_iter().filter_map(read).collect(), older })
}

fn read(row: audit_event::Model) -> Option<AuditEvent> {
    Some(AuditEvent {
        id: row.id,
        at: Timestamp(row.at),
        organisation: OrganisationId(row.organisation_id),
        whom: row.account_id.map(AccountId),
        who: row.actor_id.map(AccountId),
        application: row.application_id.map(ApplicationId),
        activity: AuditEventKind::of(&row.activity)?,
        detail: row.detail,
        client_address: row.client_address,
        user_agent: row.user_agent,
        operator: row.operator,
    })
}
