//! Writes messages into the outbox, in the unit of work of the use case, so that they are sent if it commits and only
//! then. Delivery reports of texts.

use crate::app_context::AppContext;
use crate::audit::AuditSubject;
use crate::delivery::Content;
use crate::security::Token;
use crate::security::rate_limit::{Subject, TooOften};
use crate::unit_of_work::UnitOfWork;
use domain::{
    AccountId, AuditEventKind, ChallengeId, Destination, LanguageTag, OrganisationId, Seconds, Secret, Timestamp,
    limits,
};
use store::account_alerts::{self, AccountAlert};
use store::accounts::Account;
use store::audit::AuditEvent;
use store::outbox::{self, Due, NewMessage};
use uuid::Uuid;

/// How long delivery of news about an account is retried.
pub const NEWS_FOR: Seconds = Seconds::days(2);

/// A message that a use case writes into the outbox.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    /// The organisation that sends it, and to whose pages its links lead.
    pub organisation: OrganisationId,
    /// The account that it is about, if there is one.
    pub about: Option<AccountId>,
    /// The challenge that the code in it answers, if it contains one.
    pub challenge: Option<ChallengeId>,
    pub to: &'a Destination,
    pub language: LanguageTag,
    pub content: &'a Content,
    /// A decoy has no account to go to. It is handled like a message, so that both take the same time, and never sent.
    pub is_decoy: bool,
    /// When delivery is no longer retried.
    pub give_up_at: Timestamp,
}

impl UnitOfWork<'_> {
    /// Counts a message that other people cause against the rate limits of its recipient `to`. If this is refused, the
    /// message must not be sent: drop the unit.
    pub async fn consume_message(
        &self,
        organisation: OrganisationId,
        to: &str,
    ) -> anyhow::Result<Result<(), TooOften>> {
        let subject = Subject::Destination(organisation, to);
        let limits = [limits::MESSAGES_PER_ADDRESS_AND_HOUR, limits::MESSAGES_PER_ADDRESS_AND_DAY];
        Ok(self.consume(&limits.map(|limit| (limit, subject))).await?.map(drop))
    }

    /// Writes a message to the email address of an account.
    pub async fn tell(
        &self,
        account: &Account,
        language: LanguageTag,
        content: &Content,
        give_up_at: Timestamp,
    ) -> anyhow::Result<()> {
        let message = Outgoing {
            organisation: account.organisation,
            about: Some(account.id),
            challenge: None,
            to: &Destination::Email(account.email.clone()),
            language,
            content,
            is_decoy: false,
            give_up_at,
        };
        self.post(message).await
    }

    /// Notifies users by email of what changed in their account, from where, and what to do if it was not their doing.
    /// Not from where an application used an old key: that is its server.
    pub async fn tell_of_change(&self, account: &Account, what: AuditEventKind) -> anyhow::Result<()> {
        self.tell_of_use(account, what, None).await
    }

    /// Does the same for a recovery code that was used, too: the message says how many are `left`.
    pub(crate) async fn tell_of_use(
        &self,
        account: &Account,
        what: AuditEventKind,
        left: Option<u32>,
    ) -> anyhow::Result<()> {
        let is_located = is_located(what);
        let where_from = |known: String| if is_located { known } else { String::new() };
        // Nothing is left to protect in a closed account.
        let token = match what {
            AuditEventKind::AccountClosed => None,
            _ => Some(self.alert(Some(account.id), what).await?),
        };
        let content = Content::AccountChanged {
            what,
            left,
            at: self.now,
            zone: account.zone().map(str::to_owned),
            browser: where_from(self.browser_name()),
            ip_address: where_from(self.client_address()),
            token,
        };
        self.tell(account, self.language_for(Some(account)), &content, self.now + NEWS_FOR).await
    }

    /// Makes the link "This wasn't me" for a notice about an event of an account, and returns its token. Without an
    /// account the notice is a decoy; the link is stored all the same, so that both take the same time.
    pub(crate) async fn alert(&self, account: Option<AccountId>, what: AuditEventKind) -> anyhow::Result<String> {
        let token = Token::fresh(self.app.random.as_ref())?;
        let request = self.actor.request().filter(|_| is_located(what));
        let alert = AccountAlert {
            account,
            activity: what,
            client_address: request.map(|cx| cx.client.to_string()).unwrap_or_default(),
            user_agent: request.map(|cx| cx.user_agent.clone()).unwrap_or_default(),
            created_at: self.now,
            is_used: false,
        };
        account_alerts::insert(self, &token.hash(), alert).await?;
        Ok(token.expose().to_owned())
    }

    /// Seals a message and puts it into the outbox, to be sent at once.
    pub async fn post(&self, message: Outgoing<'_>) -> anyhow::Result<()> {
        self.post_due(message, Due::At(self.now)).await.map(drop)
    }

    /// Seals a message and puts it into the outbox, to be sent when it is due: later, so that many messages at once do
    /// not delay others, or after another message. Returns its id.
    pub async fn post_due(&self, message: Outgoing<'_>, due: Due) -> anyhow::Result<Uuid> {
        let sealed = sealed(self.app, &message, due)?;
        let id = sealed.id;
        outbox::insert(self, sealed, self.now).await?;
        // A decoy is recorded, too, so that both take the same time.
        self.record(AuditEventKind::MessageWritten, written(&message)).await?;
        Ok(id)
    }

    /// Puts several messages about one event into the outbox, and records the event and the messages: two statements,
    /// however many there are. Of several decoys only one is stored, and none is recorded.
    pub async fn post_all(&self, event: AuditEvent, messages: Vec<Outgoing<'_>>) -> anyhow::Result<()> {
        let mut events = vec![event];
        let mut new = Vec::with_capacity(messages.len());
        for message in &messages {
            let written = self.event(AuditEventKind::MessageWritten, written(message))?;
            // A decoy that is not stored is sealed, too, so that both take the same time.
            let sealed = sealed(self.app, message, Due::At(self.now))?;
            if !message.is_decoy {
                events.push(written);
            }
            if !message.is_decoy || new.is_empty() {
                new.push(sealed);
            }
        }
        if !new.is_empty() {
            outbox::insert_all(self, new, self.now).await?;
        }
        store::audit::insert_all(self, events).await
    }
}

/// Whether a notice says from where something happened: an old key was used by an application's server, and wrong
/// passwords may have come from many browsers.
const fn is_located(what: AuditEventKind) -> bool {
    !matches!(what, AuditEventKind::RefreshTokenReused | AuditEventKind::LockoutBegan)
}

fn sealed(app: &AppContext, message: &Outgoing<'_>, due: Due) -> anyhow::Result<NewMessage> {
    let random = app.random.as_ref();
    let id = random.id()?;
    let content = Secret::new(serde_json::to_vec(message.content)?);
    Ok(NewMessage {
        id,
        organisation: message.organisation,
        challenge: message.challenge,
        template: message.content.template(),
        recipient: message.to.clone(),
        language: message.language.clone(),
        is_decoy: message.is_decoy,
        sealed: app.keys.seal(content.expose(), id.as_bytes(), random)?,
        due,
        give_up_at: message.give_up_at,
    })
}

/// The subject of the audit event about a message. Its actor is the server, even if a user caused the message.
fn written<'a>(message: &Outgoing<'a>) -> AuditSubject<'a> {
    AuditSubject::of(message.organisation, message.about).by_server().detail(message.content.template())
}

/// The final state of a text message, as its provider reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOutcome {
    Delivered,
    Undelivered,
}

/// Records a provider's report. It changes nothing if no message has this `provider_id`, or if the message
/// already has a final state.
pub async fn text_reported(app: &AppContext, provider_id: &str, outcome: TextOutcome) -> anyhow::Result<()> {
    let is_delivered = outcome == TextOutcome::Delivered;
    if outbox::settle_by_provider(&app.store, provider_id, is_delivered, app.clock.now()).await? {
        let outcome = if is_delivered { "delivered" } else { "undelivered" };
        metrics::counter!("portico_messages_total", "channel" => "text", "outcome" => outcome).increment(1);
    }
    Ok(())
}
