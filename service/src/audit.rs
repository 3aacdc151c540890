//! Records audit events, in the unit of work that they describe. They never contain a secret, a code or a token.

use crate::unit_of_work::UnitOfWork;
use domain::{AccountId, ApplicationId, AuditEventKind, OrganisationId};
use store::accounts::Account;
use store::audit::{self, AuditEvent};

/// What an audit event is about.
#[derive(Clone, Copy, Debug)]
pub struct AuditSubject<'a> {
    organisation: OrganisationId,
    /// `None`: it is about no account.
    account: Option<AccountId>,
    /// `None`: it is about no application.
    application: Option<ApplicationId>,
    author: Author,
    /// Whether the event tells from where it was done.
    is_located: bool,
    detail: Option<&'a str>,
}

/// Who did it.
#[derive(Clone, Copy, Debug)]
enum Author {
    /// The actor of the unit of work.
    Actor,
    /// The account that the event is about, although the unit began before its user was known.
    Subject,
    /// The server, whatever caused it.
    Server,
}

impl<'a> AuditSubject<'a> {
    /// An organisation, and the account that the event is about, if there is one.
    pub const fn of(organisation: OrganisationId, account: Option<AccountId>) -> Self {
        AuditSubject { organisation, account, application: None, author: Author::Actor, is_located: true, detail: None }
    }

    /// An account to which its owner did something. It is the actor also where the unit began before the user was
    /// known.
    pub const fn own(account: &Account) -> Self {
        AuditSubject { author: Author::Subject, ..AuditSubject::of(account.organisation, Some(account.id)) }
    }

    /// The event is also about this application.
    pub const fn application(self, id: ApplicationId) -> Self {
        AuditSubject { application: Some(id), ..self }
    }

    /// For example the name of a method, a message or a setting, or what an admin wrote.
    pub const fn detail(self, detail: &'a str) -> Self {
        AuditSubject { detail: Some(detail), ..self }
    }

    /// The event does not tell the browser and the client's IP address.
    pub const fn unlocated(self) -> Self {
        AuditSubject { is_located: false, ..self }
    }

    /// The server did it, whatever caused it.
    pub const fn by_server(self) -> Self {
        AuditSubject { author: Author::Server, ..self }.unlocated()
    }
}

impl From<&Account> for AuditSubject<'_> {
    fn from(account: &Account) -> Self {
        AuditSubject::of(account.organisation, Some(account.id))
    }
}

impl UnitOfWork<'_> {
    /// Records an event.
    pub async fn record(&self, kind: AuditEventKind, subject: impl Into<AuditSubject<'_>>) -> anyhow::Result<()> {
        audit::insert(self, self.event(kind, subject.into())?).await
    }

    /// The complete event, which the caller still has to write.
    pub fn event(&self, kind: AuditEventKind, subject: AuditSubject<'_>) -> anyhow::Result<AuditEvent> {
        let actor = match subject.author {
            Author::Actor => self.actor.account(),
            Author::Subject => subject.account,
            Author::Server => None,
        };
        let request = self.actor.request().filter(|_| subject.is_located);
        Ok(AuditEvent {
            id: self.app.random.id()?,
            at: self.now,
            organisation: subject.organisation,
            whom: subject.account,
            who: actor,
            application: subject.application,
            activity: kind,
            detail: subject.detail.map(str::to_owned),
            client_address: request.map(|cx| cx.client.to_string()).unwrap_or_default(),
            user_agent: request.map(|cx| cx.user_agent.clone()).unwrap_or_default(),
            operator: None,
        })
    }
}
