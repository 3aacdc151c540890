//! Asking for a new invitation: tells the admins. Answers, costs and takes the same for an address that nobody invited.

use super::note_theirs;
use crate::{
    delivery::Content,
    failure::Failure,
    flows::{
        Visitor,
        messages::{self, NEWS_FOR, Outgoing},
        sign_in::gate,
    },
    house::House,
    security::rate_limit::{self, Subject},
    store::{Transaction, accounts, invitations, organisations::Organisation},
};
use domain::{Activity, Destination, EmailAddress, Slug, Timestamp, limits, sign_in::SignInError};

/// Admins who are told, the eldest first.
const TOLD: u64 = 20;

/// Tells the admins once an hour that whoever has this address wants a new invitation.
pub async fn ask(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
    email: &EmailAddress,
) -> Result<(Organisation, bool), Failure<SignInError>> {
    let (organisation, is_default) = gate(house, slug).await?;
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let by_client = [(limits::INVITATIONS_WANTED_PER_CLIENT_AND_HOUR, Subject::Client(visitor.client))];
    if let Err(too_often) = rate_limit::pay(&transaction, &house.keys, &by_client, now).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    let whose = [(limits::INVITATIONS_WANTED_PER_ADDRESS, Subject::Destination(email.as_str()))];
    let is_first = rate_limit::pay(&transaction, &house.keys, &whose, now).await?.is_ok();
    let found = invitations::find_to_confirm(&transaction, organisation.id, email).await?;
    // Whoever confirmed theirs needs no other.
    let found = found.filter(|invitation| invitation.account.is_none());
    let id = found.as_ref().map(|invitation| invitation.id);
    if is_first {
        note_theirs(house, &transaction, visitor, organisation.id, id, Activity::InvitationWanted, now).await?;
        let content = Content::InvitationWanted {
            email: email.to_string(),
            name: found.as_ref().and_then(|invitation| invitation.name.clone()),
        };
        tell(house, &transaction, &organisation, &content, found.is_none(), now).await?;
    }
    house.store.commit_apart(transaction).await?;
    house.outbox_bell.notify_one();
    Ok((organisation, is_default))
}

async fn tell(
    house: &House,
    transaction: &Transaction,
    organisation: &Organisation,
    content: &Content,
    is_decoy: bool,
    now: Timestamp,
) -> anyhow::Result<()> {
    for admin in accounts::admins_of(transaction, organisation.id, TOLD).await? {
        let message = Outgoing {
            organisation: organisation.id,
            about: Some(admin.id),
            challenge: None,
            language: admin.language.unwrap_or_default(),
            to: &Destination::Email(admin.email),
            content,
            is_decoy,
            give_up_at: now + NEWS_FOR,
        };
        messages::post(house, transaction, message, now).await?;
    }
    Ok(())
}
