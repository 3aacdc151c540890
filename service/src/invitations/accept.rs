//! Accepting an invitation with its code. For an address without an invitation the answer, the cost and the time are
//! the same as for a wrong code.

use super::passwords::give_temporary;
use super::send::join_groups;
use crate::attempts::sound_alarm_when_many_guess;
use crate::messages::NEWS_FOR;
use crate::prelude::*;
use crate::security::codes::{invitation_code_of, invitation_digest, is_same};
use crate::sign_in::find_organisation;
use domain::limits::Limit;
use domain::onboarding::Progress;
use domain::refusal::{CodeRefusal, InvitationRefusal};
use domain::{InvitationCode, InvitationId};
use store::accounts::Phone;
use store::invitations::{self, Invitation};
use store::reserved_addresses;

/// The result of a right code.
#[derive(Debug)]
pub struct Accepted {
    pub organisation: Organisation,
    pub is_default: bool,
    /// The user has signed in before, so no temporary password was sent.
    pub has_signed_in: bool,
}

/// What an invited user submits.
#[derive(Debug)]
pub struct InvitationAttempt<'a> {
    pub email: &'a EmailAddress,
    pub code: &'a InvitationCode,
    /// The token of the link that filled in the code; `None`: the user typed the code.
    pub link: Option<Token>,
}

/// What an attempt counts against. A code that comes with the link that it is derived from is not counted by address: it
/// was not guessed, and wrong codes of other people must not block it.
fn costs<'a>(
    cx: &RequestContext,
    at: OrganisationId,
    email: &'a EmailAddress,
    is_linked: bool,
) -> Vec<(Limit, Subject<'a>)> {
    let by_address = (limits::INVITATION_ATTEMPTS_PER_ADDRESS_AND_HOUR, Subject::Destination(at, email.as_str()));
    let by_client = [limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY]
        .map(|limit| (limit, Subject::Client(at, cx.client)));
    (!is_linked).then_some(by_address).into_iter().chain(by_client).collect()
}

async fn is_linked(app: &AppContext, at: OrganisationId, attempt: &InvitationAttempt<'_>) -> anyhow::Result<bool> {
    let Some(link) = &attempt.link else { return Ok(false) };
    let Some(of_link) = invitations::read_by_token(&app.store, &link.hash()).await? else { return Ok(false) };
    let Some(key) = app.keys.of(of_link.secret.key_id) else { return Ok(false) };
    let is_theirs = of_link.organisation == at && of_link.email == *attempt.email;
    Ok(is_theirs && invitation_code_of(key, link)?.expose() == attempt.code.expose())
}

/// Creates the account if the code is right, and sends a temporary password if the policy offers passwords. If the code
/// is entered again, sends another temporary password, until the user has signed in. Refuses with
/// `CodeRefusal::Invalid`, `InvitationRefusal::Expired`, `TooManyAttempts`, or `AddressReserved` if the address was
/// taken in the meantime.
pub async fn accept_invitation(
    cx: &RequestContext,
    slug: Option<&Slug>,
    attempt: InvitationAttempt<'_>,
) -> Result<Accepted, Failure> {
    let (organisation, is_default) = find_organisation(&cx.app, slug).await?;
    let costs = costs(cx, organisation.id, attempt.email, is_linked(&cx.app, organisation.id, &attempt).await?);
    let InvitationAttempt { email, code, .. } = attempt;
    let unit = cx.begin().await?;
    // Lock order: the account, the rate limits, the invitation.
    accounts::find_by_email_for_update(&unit, organisation.id, email).await?;
    // Counted before anything is compared. Parallel attempts wait for each other here.
    unit.consume(&costs).await??;
    let found = invitations::find_by_email_for_update(&unit, organisation.id, email).await?;
    // Read again: a parallel attempt may have created the account in the meantime.
    let account = accounts::find_by_email(&unit, organisation.id, email).await?;
    let id = found.as_ref().map(|invitation| invitation.id);
    invitations::note_code_tried(&unit, id, unit.now).await?;
    // An account that was deactivated in the meantime counts as unknown.
    let is_known = |invitation: &Invitation| invitation.account.is_none() || account.is_some();
    let Some(invitation) = matching(&cx.app, found, email, code)?.filter(is_known) else {
        sound_alarm_when_many_guess(&unit).await?;
        let subject = AuditSubject::of(organisation.id, id.map(InvitationId::account));
        unit.record(AuditEventKind::InvitationRefused, subject).await?;
        unit.commit().await?;
        metrics::counter!("portico_invitations_total", "step" => "refused").increment(1);
        return Err(Refusal::Code(CodeRefusal::Invalid).into());
    };
    unit.refund(&costs).await?;
    let has_signed_in = invitation.milestones.first_signed_in_at.is_some();
    if !has_signed_in {
        if invitation.account.is_none() {
            if unit.now >= invitation.milestones.expires_at {
                unit.commit().await?;
                return Err(Refusal::Invitation(InvitationRefusal::Expired).into());
            }
            create_account(&unit, &invitation).await?;
        }
        if organisation.policy.offers(Method::Password) {
            send_password(&unit, &invitation).await?;
        }
    }
    unit.commit().await?;
    metrics::counter!("portico_invitations_total", "step" => "confirmed").increment(1);
    Ok(Accepted { organisation, is_default, has_signed_in })
}

/// The invitation, if the code belongs to it. The digest is computed even if there is none, so that
/// both take the same time.
fn matching(
    app: &AppContext,
    found: Option<Invitation>,
    email: &EmailAddress,
    code: &InvitationCode,
) -> anyhow::Result<Option<Invitation>> {
    let id = found.as_ref().map_or(InvitationId::NONE, |invitation| invitation.id);
    let key = found.as_ref().map_or(Some(app.keys.newest()), |invitation| app.keys.of(invitation.secret.key_id));
    let digest = invitation_digest(key.unwrap_or(app.keys.newest()), id, email, code)?;
    let is_right = |invitation: &Invitation| key.is_some() && is_same(&digest, &invitation.secret.digest);
    Ok(found.filter(is_right))
}

/// Creates the account after the code has proved the address, and writes the message that says so.
async fn create_account(unit: &UnitOfWork<'_>, invitation: &Invitation) -> Result<(), Failure> {
    let account = Account {
        name: invitation.name.clone(),
        phone: invitation.phone.clone().map(|number| Phone { number, is_verified: false }),
        onboarding: Some(Progress::default()),
        ..Account::new(invitation.id.account(), invitation.organisation, invitation.email.clone(), invitation.role)
    };
    if reserved_addresses::is_reserved_for_others(unit, &account.email, None, account.organisation).await?
        || !accounts::insert(unit, &account, unit.now).await?
    {
        return Err(Refusal::AddressReserved.into());
    }
    unit.record(AuditEventKind::AccountMade, AuditSubject::own(&account).unlocated()).await?;
    invitations::note_confirmed(unit, invitation.id, unit.now).await?;
    unit.record(AuditEventKind::InvitationAccepted, &account).await?;
    join_groups(unit, invitation).await?;
    let language = unit.language_for(Some(&account));
    let content = Content::EmailConfirmed;
    Ok(unit.tell(&account, language, &content, unit.now + NEWS_FOR).await?)
}

/// Sends a temporary password, which only allows choosing a real one. Sends none within five minutes of the last one.
async fn send_password(unit: &UnitOfWork<'_>, invitation: &Invitation) -> Result<(), Failure> {
    let whose = Subject::Destination(invitation.organisation, invitation.email.as_str());
    let lately = unit.used(limits::INVITATION_PASSWORDS_PER_ADDRESS, whose).await?;
    if lately >= i64::from(limits::INVITATION_PASSWORDS_PER_ADDRESS.allowed) {
        return Ok(());
    }
    let costs =
        [(limits::INVITATION_PASSWORDS_PER_ADDRESS, whose), (limits::INVITATION_PASSWORDS_PER_ADDRESS_AND_DAY, whose)];
    unit.consume(&costs).await??;
    Ok(give_temporary(unit, invitation, unit.language_for(None)).await?)
}
