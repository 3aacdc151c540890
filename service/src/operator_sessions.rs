//! What the operator does to one session.

use crate::operator::{Operator, lock_rows};
use crate::prelude::*;
use anyhow::bail;
use store::audit::{self, AuditEvent};
use store::{people, sessions};
use uuid::Uuid;

pub use store::sessions::Session;

impl Operator<'_> {
    /// Ends one session, and the access of applications that was given in it. Returns the address of its account. Fails
    /// if no account of the organisation has such a session, or it has ended.
    pub async fn end_session(self, at: &Slug, id: Uuid) -> anyhow::Result<EmailAddress> {
        let organisation = self.organisation(at).await?;
        let unknown = || format!("there is no session {} in {at}", id.simple());
        let session = sessions::find_by_id(self.store, id).await?.with_context(unknown)?;
        let person = people::find(self.store, organisation.id, session.account).await?.with_context(unknown)?;
        let transaction = self.store.begin().await?;
        let (account, _) = lock_rows(&transaction, &organisation, &person.account.email).await?;
        let is_open = sessions::is_open(&transaction, id).await?;
        if !is_open || !sessions::disown_one(&transaction, account.id, id, self.clock.now()).await? {
            bail!("the session {} has already ended", id.simple());
        }
        let event = self.event(organisation.id, AuditEventKind::SessionsEnded)?;
        let detail = Some(format!("session {}", id.simple()));
        audit::insert(&transaction, AuditEvent { whom: Some(account.id), detail, ..event }).await?;
        self.store.commit(transaction).await?;
        Ok(account.email)
    }
}
