//! Requesting a new invitation, which notifies the admins. The answer, the cost and the time are the same for an
//! address without an invitation.

use crate::{messages::NEWS_FOR, prelude::*, sign_in::find_organisation};
use store::invitations::{self, Invitation};

/// How many admins are notified: those with the oldest accounts.
const NOTIFIED: u64 = 20;

/// Notifies the admins, at most once an hour, that the owner of this address requests a new invitation.
/// Returns the organisation, and whether it is the default one. Refuses with `TooManyAttempts` a client
/// address that requests too often.
pub async fn request_invitation(
    cx: &RequestContext,
    slug: Option<&Slug>,
    email: &EmailAddress,
) -> Result<(Organisation, bool), Failure> {
    let (organisation, is_default) = find_organisation(&cx.app, slug).await?;
    let unit = cx.begin().await?;
    let by_client = [(limits::INVITATION_REQUESTS_PER_CLIENT_AND_HOUR, Subject::Client(organisation.id, cx.client))];
    unit.consume(&by_client).await??;
    let whose = [(limits::INVITATION_REQUESTS_PER_ADDRESS, Subject::Destination(organisation.id, email.as_str()))];
    let is_first = unit.consume(&whose).await?.is_ok();
    let found = invitations::find_by_email_for_update(&unit, organisation.id, email).await?;
    // An invitation that is confirmed needs no replacement.
    let found = found.filter(|invitation| invitation.account.is_none());
    // Requests for addresses without an invitation have their own limit, so that they do not use up
    // the limit of invited users.
    let share = match found {
        Some(_) => limits::INVITATION_REQUESTS_PER_ORGANISATION_AND_HOUR,
        None => limits::INVITATION_REQUESTS_FOR_UNKNOWN_AND_HOUR,
    };
    let share = [(share, Subject::Organisation(organisation.id))];
    if is_first && unit.consume(&share).await?.is_ok() {
        notify_admins(&unit, &organisation, email, found.as_ref()).await?;
    }
    unit.commit().await?;
    Ok((organisation, is_default))
}

/// `invitation` is `None` if the address has none: then the messages are decoys, and nothing is sent.
async fn notify_admins(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    email: &EmailAddress,
    invitation: Option<&Invitation>,
) -> anyhow::Result<()> {
    let content = Content::InvitationRequested {
        email: email.to_string(),
        name: invitation.and_then(|invitation| invitation.name.clone()),
    };
    let subject = AuditSubject::of(organisation.id, invitation.map(|invitation| invitation.id.account()));
    let admins = accounts::admins_of(unit, organisation.id, NOTIFIED).await?;
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
    unit.post_all(unit.event(AuditEventKind::InvitationRequested, subject)?, messages).await
}
