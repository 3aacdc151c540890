//! Writing messages: into the outbox of the flow's own transaction, so that they leave if it commits and only then.

use super::audit::{self, Noted};
use crate::{
    delivery::Content,
    house::House,
    security::rate_limit::{self, Subject, TooOften},
    store::{
        self, Transaction,
        accounts::Account,
        audit::Event,
        outbox::{self, Due, NewMessage},
    },
};
use domain::{
    AccountId, Activity, ChallengeId, Destination, LanguageTag, OrganisationId, Seconds, Secret, Timestamp, limits,
};
use uuid::Uuid;

/// How long news about an account are tried.
pub const NEWS_FOR: Seconds = Seconds::days(2);

/// A message as a flow writes it.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    /// In whose name, and whose pages it leads to.
    pub organisation: OrganisationId,
    /// Whose account it is about, if anybody's.
    pub about: Option<AccountId>,
    /// What a code in it answers.
    pub challenge: Option<ChallengeId>,
    pub to: &'a Destination,
    /// What it is written in.
    pub language: LanguageTag,
    pub content: &'a Content,
    /// Nobody who may have it is there: it takes the same ways, and is never sent.
    pub is_decoy: bool,
    pub give_up_at: Timestamp,
}

/// Pays for a message that others make us send to an address. A refused one must not be sent: drop the transaction.
pub async fn pay(
    house: &House,
    transaction: &Transaction,
    organisation: OrganisationId,
    to: &str,
    now: Timestamp,
) -> anyhow::Result<Result<(), TooOften>> {
    let whose = Subject::Destination(organisation, to);
    let prices = [limits::MESSAGES_PER_ADDRESS_AND_HOUR, limits::MESSAGES_PER_ADDRESS_AND_DAY];
    Ok(rate_limit::pay(transaction, &house.keys, &prices.map(|limit| (limit, whose)), now).await?.map(drop))
}

/// Writes to the own address of an account.
pub async fn tell(
    house: &House,
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
    post(house, transaction, message, now).await
}

/// Seals a message and puts it into the outbox. Ring the bell after the commit.
pub async fn post(
    house: &House,
    transaction: &Transaction,
    message: Outgoing<'_>,
    now: Timestamp,
) -> anyhow::Result<()> {
    post_due(house, transaction, message, Due::At(now), now).await.map(drop)
}

/// The same for one that leaves later: so that many written at once do not keep others waiting, or after another one. Says which
/// it is.
pub async fn post_due(
    house: &House,
    transaction: &Transaction,
    message: Outgoing<'_>,
    due: Due,
    now: Timestamp,
) -> anyhow::Result<Uuid> {
    let sealed = sealed(house, &message, due)?;
    let id = sealed.id;
    outbox::insert(transaction, sealed, now).await?;
    // Also of a decoy, so that both take as long.
    audit::note(house, transaction, None, written(&message), now).await?;
    Ok(id)
}

/// Several about one event, and the event itself: two statements, however many there are. One decoy stands for all, and none
/// is noted.
pub async fn post_all(
    house: &House,
    transaction: &Transaction,
    event: Event,
    messages: Vec<Outgoing<'_>>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut events = vec![event];
    let mut new = Vec::with_capacity(messages.len());
    for message in &messages {
        let written = audit::event(house, None, written(message), now)?;
        // Sealed in any case, so that both take as long.
        let sealed = sealed(house, message, Due::At(now))?;
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

fn sealed(house: &House, message: &Outgoing<'_>, due: Due) -> anyhow::Result<NewMessage> {
    let random = house.random.as_ref();
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
        sealed: house.keys.seal(content.expose(), id.as_bytes(), random)?,
        due,
        give_up_at: message.give_up_at,
    })
}

/// What the log says of a message.
const fn written<'a>(message: &Outgoing<'a>) -> Noted<'a> {
    Noted {
        organisation: message.organisation,
        whom: message.about,
        who: None,
        activity: Activity::MessageWritten,
        detail: Some(message.content.template()),
    }
}
