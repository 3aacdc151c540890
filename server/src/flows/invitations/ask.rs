//! Asking for a new invitation: tells the admins. Answers, costs and takes the same for an address that nobody invited.

use crate::{
    delivery::Content,
    failure::Failure,
    flows::{
        Visitor,
        audit::{self, Noted},
        messages::{self, NEWS_FOR, Outgoing},
        sign_in::gate,
    },
    house::House,
    security::rate_limit::{self, Subject},
    store::{
        Transaction, accounts,
        invitations::{self, Invitation},
        organisations::Organisation,
    },
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
    let by_client =
        [(limits::INVITATIONS_WANTED_PER_CLIENT_AND_HOUR, Subject::Client(organisation.id, visitor.client))];
    if let Err(too_often) = rate_limit::pay(&transaction, &house.keys, &by_client, now).await? {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until: too_often.until }));
    }
    let whose = [(limits::INVITATIONS_WANTED_PER_ADDRESS, Subject::Destination(organisation.id, email.as_str()))];
    let is_first = rate_limit::pay(&transaction, &house.keys, &whose, now).await?.is_ok();
    let found = invitations::find_to_confirm(&transaction, organisation.id, email).await?;
    // Whoever confirmed theirs needs no other.
    let found = found.filter(|invitation| invitation.account.is_none());
    // Whoever asks for people whom nobody invited does not use up the share of those who were.
    let share = match found {
        Some(_) => limits::INVITATIONS_WANTED_PER_ORGANISATION_AND_HOUR,
        None => limits::INVITATIONS_WANTED_FOR_NOBODY_AND_HOUR,
    };
    let share = [(share, Subject::Organisation(organisation.id))];
    if is_first && rate_limit::pay(&transaction, &house.keys, &share, now).await?.is_ok() {
        tell(house, &transaction, visitor, &organisation, email, found.as_ref(), now).await?;
    }
    house.store.commit_apart(transaction).await?;
    house.outbox_bell.notify_one();
    Ok((organisation, is_default))
}

/// `invitation` is `None` where nobody invited them: then nothing leaves.
async fn tell(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    organisation: &Organisation,
    email: &EmailAddress,
    invitation: Option<&Invitation>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let content = Content::InvitationWanted {
        email: email.to_string(),
        name: invitation.and_then(|invitation| invitation.name.clone()),
    };
    let noted = Noted {
        organisation: organisation.id,
        whom: invitation.map(|invitation| invitation.id.account()),
        who: None,
        activity: Activity::InvitationWanted,
        detail: None,
    };
    let admins = accounts::admins_of(transaction, organisation.id, TOLD).await?;
    let admins: Vec<_> = admins
        .into_iter()
        .map(|admin| (admin.id, admin.language.unwrap_or_default(), Destination::Email(admin.email)))
        .collect();
    let message = |(id, language, to)| Outgoing {
        organisation: organisation.id,
        about: Some(id),
        challenge: None,
        language,
        to,
        content: &content,
        is_decoy: invitation.is_none(),
        give_up_at: now + NEWS_FOR,
    };
    let messages = admins.iter().map(|(id, language, to)| message((*id, language.clone(), to))).collect();
    messages::post_all(house, transaction, audit::event(house, Some(visitor), noted, now)?, messages, now).await
}
