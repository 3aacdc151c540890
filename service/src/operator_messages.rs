//! The operator's use cases about messages. Their content is never read.

use crate::operator::Operator;
use crate::prelude::*;
use anyhow::bail;
use domain::MessageState;
use store::audit::{self, AuditEvent};
use store::outbox::{self, Retry};
use store::outbox_list::{self, MessageQuery};
use store::paging::{Page, PageRequest};
use uuid::Uuid;

pub use store::outbox_list::ListedMessage;

impl Operator<'_> {
    /// A page of at most `most` messages of an organisation, newest first. `after` is the id of the last one of the page
    /// before. `to` is an email address or a phone number as it is stored.
    pub async fn messages(
        self,
        at: &Slug,
        (state, to): (Option<MessageState>, Option<String>),
        after: Option<Uuid>,
        most: u64,
    ) -> anyhow::Result<Page<ListedMessage>> {
        let organisation = self.organisation(at).await?.id;
        let query = MessageQuery { organisation, state, to: to.map(|to| [to].into()) };
        let page = after.map_or(PageRequest::First, PageRequest::After);
        outbox_list::page(self.store, &query, page, most).await
    }

    /// Makes a message due now. Running servers send it within seconds. Fails with the reason if it cannot leave any
    /// more.
    pub async fn retry_message(self, at: &Slug, id: Uuid) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        match outbox::retry(&transaction, organisation.id, id, self.clock.now()).await? {
            Retry::Due => {}
            Retry::Unknown => bail!("there is no message {} in {at}", id.simple()),
            Retry::Sent => bail!("the message {} was sent already", id.simple()),
            Retry::Ended => bail!(
                "the message {} was refused for good or is too old, and its content is deleted. Have it written anew: \
                 the user asks for another code or link, or an admin sends the invitation again",
                id.simple()
            ),
            Retry::Waits => bail!("the message {} waits for another one, which has to leave first", id.simple()),
        }
        let event = self.event(organisation.id, AuditEventKind::MessageRetried)?;
        audit::insert(&transaction, AuditEvent { detail: Some(id.simple().to_string()), ..event }).await?;
        self.store.commit(transaction).await
    }
}
