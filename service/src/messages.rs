//! Writes messages into the outbox, in the transaction of the use case, so that they are sent if
//! it commits and only then.

use super::audit::{self, AuditEntry};
use crate::{
    RequestContext,
    app_context::AppContext,
    delivery::Content,
    security::rate_limit::{self, Subject, TooOften},
};
use domain::{
    AccountId, AuditEventKind, ChallengeId, Destination, LanguageTag, OrganisationId, Seconds, Secret, Timestamp,
    limits,
};
use store::{
    Transaction,
    accounts::Account,
    audit::Event,
    outbox::{self, Due, NewMessage},
};
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

/// Counts a message that other people cause against the rate limits of its recipient `to`. If this is refused, the
/// message must not be sent: drop the transaction.
pub async fn pay(
    app: &AppContext,
    transaction: &Transaction,
    organisation: OrganisationId,
    to: &str,
    now: Timestamp,
) -> anyhow::Result<Result<(), TooOften>> {
    let whose = Subject::Destination(organisation, to);
    let prices = [limits::MESSAGES_PER_ADDRESS_AND_HOUR, limits::MESSAGES_PER_ADDRESS_AND_DAY];
    Ok(rate_limit::pay(transaction, &app.keys, &prices.map(|limit| (limit, whose)), now).await?.map(drop))
}

/// Writes a message to the email address of an account.
pub async fn tell(
    app: &AppContext,
    transaction: &Transaction,
    account: &Account,
    language: LanguageTag,
    content: &Content,
    give_up_at: Timestamp,
    now: Timestamp,
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
    post(app, transaction, message, now).await
}

/// Notifies the user by email of what changed, from where, and what to do if it was not their doing.
pub async fn tell_of_change(
    cx: &RequestContext,
    transaction: &Transaction,
    account: &Account,
    what: AuditEventKind,
    now: Timestamp,
) -> anyhow::Result<()> {
    let content = Content::AccountChanged {
        what,
        left: None,
        at: now,
        zone: account.time_zone.clone(),
        browser: cx.browser_name(),
        place: cx.client.to_string(),
    };
    tell(&cx.app, transaction, account, cx.language_for(Some(account)), &content, now + NEWS_FOR, now).await
}

/// Seals a message and puts it into the outbox, to be sent at once.
pub async fn post(
    app: &AppContext,
    transaction: &Transaction,
    message: Outgoing<'_>,
    now: Timestamp,
) -> anyhow::Result<()> {
    post_due(app, transaction, message, Due::At(now), now).await.map(drop)
}

/// Seals a message and puts it into the outbox, to be sent when it is due: later, so that many messages at once do not
/// delay others, or after another message. Returns its id.
pub async fn post_due(
    app: &AppContext,
    transaction: &Transaction,
    message: Outgoing<'_>,
    due: Due,
    now: Timestamp,
) -> anyhow::Result<Uuid> {
    let sealed = sealed(app, &message, due)?;
    let id = sealed.id;
    outbox::insert(transaction, sealed, now).await?;
    // A decoy is recorded, too, so that both take the same time.
    audit::note(app, transaction, None, written(&message), now).await?;
    Ok(id)
}

/// Puts several messages about one event into the outbox, and records the event and the messages: two statements,
/// however many there are. Of several decoys only one is stored, and none is recorded.
pub async fn post_all(
    app: &AppContext,
    transaction: &Transaction,
    event: Event,
    messages: Vec<Outgoing<'_>>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut events = vec![event];
    let mut new = Vec::with_capacity(messages.len());
    for message in &messages {
        let written = audit::event(app, None, written(message), now)?;
        // A decoy that is not stored is sealed, too, so that both take the same time.
        let sealed = sealed(app, message, Due::At(now))?;
        if !message.is_decoy {
            events.push(written);
        }
        if !message.is_decoy || new.is_empty() {
            new.push(sealed);
        }
    }
    if !new.is_empty() {
        outbox::insert_all(transaction, new, now).await?;
    }
    store::audit::insert_all(transaction, events).await
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

/// The audit event about a message.
const fn written<'a>(message: &Outgoing<'a>) -> AuditEntry<'a> {
    AuditEntry {
        organisation: message.organisation,
        whom: message.about,
        who: None,
        activity: AuditEventKind::MessageWritten,
        detail: Some(message.content.template()),
    }
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
