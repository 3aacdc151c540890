//! Requesting a new invitation, which notifies the admins. The answer, the cost and the time are the same for an
//! address without an invitation.

use crate::{
    RequestContext,
    audit::AuditSubject,
    delivery::Content,
    failure::Failure,
    messages::{NEWS_FOR, Outgoing},
    security::rate_limit::Subject,
    sign_in::find_organisation,
    unit_of_work::UnitOfWork,
};
use domain::{AuditEventKind, Destination, EmailAddress, Slug, limits};
use store::{
    accounts,
    invitations::{self, Invitation},
    organisations::Organisation,
};

/// How many admins are notified: those with the oldest accounts.
const TOLD: u64 = 20;

/// Notifies the admins, at most once an hour, that the owner of this address wants a new invitation.
/// Returns the organisation, and whether it is the default one. Refuses with `TooManyAttempts` a client
/// address that asks too often.
pub async fn ask(
    cx: &RequestContext,
    slug: Option<&Slug>,
    email: &EmailAddress,
) -> Result<(Organisation, bool), Failure> {
    let (organisation, is_default) = find_organisation(&cx.app, slug).await?;
    let unit = cx.begin().await?;
    let by_client = [(limits::INVITATIONS_WANTED_PER_CLIENT_AND_HOUR, Subject::Client(organisation.id, cx.client))];
    unit.consume(&by_client).await??;
    let whose = [(limits::INVITATIONS_WANTED_PER_ADDRESS, Subject::Destination(organisation.id, email.as_str()))];
    let is_first = unit.consume(&whose).await?.is_ok();
    let found = invitations::find_to_confirm(&unit, organisation.id, email).await?;
    // An invitation that is confirmed needs no replacement.
    let found = found.filter(|invitation| invitation.account.is_none());
    // Requests for addresses without an invitation have their own limit, so that they do not use up
    // the limit of invited users.
    let share = match found {
        Some(_) => limits::INVITATIONS_WANTED_PER_ORGANISATION_AND_HOUR,
        None => limits::INVITATIONS_WANTED_FOR_NOBODY_AND_HOUR,
    };
    let share = [(share, Subject::Organisation(organisation.id))];
    if is_first && unit.consume(&share).await?.is_ok() {
        tell(&unit, &organisation, email, found.as_ref()).await?;
    }
    unit.commit().await?;
    Ok((organisation, is_default))
}

/// `invitation` is `None` if the address has none: then the messages are decoys, and nothing is sent.
async fn tell(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    email: &EmailAddress,
    invitation: Option<&Invitation>,
) -> anyhow::Result<()> {
    let content = Content::InvitationWanted {
        email: email.to_string(),
        name: invitation.and_then(|invitation| invitation.name.clone()),
    };
    let subject = AuditSubject::of(organisation.id, invitation.map(|invitation| invitation.id.account()));
    let admins = accounts::admins_of(unit, organisation.id, TOLD).await?;
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
        give_up_at: unit.now + NEWS_FOR,
    };
    let messages = admins.iter().map(|(id, language, to)| message((*id, language.clone(), to))).collect();
    unit.post_all(unit.event(AuditEventKind::InvitationWanted, subject)?, messages).await
}
