//! Inviting one person.

use super::{Host, passwords::give_first, sends_codes};
use crate::admin::ProvenAdmin;
use crate::codes::read_phone;
use crate::prelude::*;
use crate::security::codes::{invitation_code_of, invitation_digest};
use domain::invitation::{INVITATION_RULES, InviteError, Milestones};
use domain::onboarding::Progress;
use domain::refusal::InvitationRefusal;
use domain::visible::{is_blank, visible};
use domain::{GroupId, InvitationId, PersonName};
use store::accounts::{Phone, Role};
use store::groups;
use store::invitations::{self, Invitation, StoredSecret};
use store::outbox::Due;

/// A person to invite.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub email: EmailAddress,
    pub name: Option<PersonName>,
    pub phone: Option<PhoneNumber>,
    pub role: Role,
    /// Groups of the organisation that the person joins together with it.
    pub groups: Vec<GroupId>,
}

/// Parses what was typed or read from a file, for a person without groups. `country` is the code of the country in whose
/// national format the phone number may be written; empty: the first country of the configuration. Returns the first
/// reason against it.
pub fn read_new(
    app: &AppContext,
    [name, email, phone, role]: [&str; 4],
    country: &str,
) -> Result<NewInvitation, InviteError> {
    Ok(NewInvitation {
        email: read_email(email)?,
        name: read_name(name)?,
        phone: read_number(app, phone, country)?,
        role: read_role(role)?,
        groups: Vec::new(),
    })
}

pub(super) fn read_email(email: &str) -> Result<EmailAddress, InviteError> {
    email.parse().map_err(|_| InviteError::NotAnEmailAddress)
}

pub(super) fn read_name(name: &str) -> Result<Option<PersonName>, InviteError> {
    let given = Some(name).filter(|name| !is_blank(name));
    given.map(|name| name.parse().map_err(|_| InviteError::NotAName)).transpose()
}

pub(super) fn read_number(app: &AppContext, phone: &str, country: &str) -> Result<Option<PhoneNumber>, InviteError> {
    let given = Some(phone).filter(|phone| !is_blank(phone));
    given.map(|phone| read_phone(app, phone, country).map_err(|_| InviteError::NotAPhoneNumber)).transpose()
}

pub(super) fn read_role(role: &str) -> Result<Role, InviteError> {
    match visible(role).to_ascii_lowercase().as_str() {
        "" | "member" => Ok(Role::Member),
        "admin" => Ok(Role::Admin),
        _ => Err(InviteError::NotARole),
    }
}

/// Invites one person: with a code, or with an account that exists at once. Refuses with
/// `InvitationRefusal::CannotInvite`.
pub async fn invite(cx: &RequestContext, admin: ProvenAdmin<'_>, new: &NewInvitation) -> Result<InvitationId, Failure> {
    let host = Host::admin(admin);
    let unit = cx.begin_as(admin.signed_in().account.id).await?;
    host.lock_organisation(&unit).await?;
    let invited = offer(&unit, host, new, Due::At(unit.now)).await?;
    let id = invited.map_err(|unfit| Refusal::Invitation(InvitationRefusal::CannotInvite(unfit)))?;
    unit.commit().await?;
    metrics::counter!("portico_invitations_total", "step" => "sent").increment(1);
    Ok(id)
}

/// Invites one person in the caller's transaction. The message is sent when it is due. `Err`: the person cannot be
/// invited, and the transaction may already have changed rows.
pub(super) async fn offer(
    unit: &UnitOfWork<'_>,
    host: Host<'_>,
    new: &NewInvitation,
    due: Due,
) -> anyhow::Result<Result<InvitationId, InviteError>> {
    let organisation = host.organisation;
    let email = new.email.as_str();
    if let Some(unfit) = invitations::unfit(&**unit, organisation.id, &[email], unit.now).await?.remove(email) {
        return Ok(Err(unfit));
    }
    if unit.consume_message(organisation.id, email).await?.is_err() {
        return Ok(Err(InviteError::TooManyMessages));
    }
    let id = match invitations::forget_expired(unit, organisation.id, &new.email, unit.now).await? {
        Some(expired) => expired,
        None => InvitationId(unit.app.random.id()?),
    };
    let token = Token::fresh(unit.app.random.as_ref())?;
    let has_code = sends_codes(organisation);
    if !has_code && !make_account(unit, host, id, new).await? {
        return Ok(Err(InviteError::Reserved));
    }
    let expires_at = unit.now + INVITATION_RULES.good_for;
    let invitation = Invitation {
        id,
        organisation: organisation.id,
        email: new.email.clone(),
        name: new.name.as_ref().map(ToString::to_string),
        phone: new.phone.clone(),
        role: new.role,
        created_at: unit.now,
        milestones: Milestones::sent(unit.now, expires_at),
        invited_by: unit.actor.account(),
        account: (!has_code).then_some(id.account()),
        secret: secret(unit.app, id, &new.email, &token)?,
    };
    if !invitations::insert(unit, &invitation).await? {
        return Ok(Err(InviteError::AlreadyInvited));
    }
    if !new.groups.is_empty() && !groups::set_for_invitation(unit, id, &new.groups).await? {
        return Ok(Err(InviteError::NoSuchGroup));
    }
    let subject = AuditSubject::of(organisation.id, Some(id.account()));
    unit.record(AuditEventKind::InvitationSent, subject).await?;
    match has_code {
        true => post_code(unit, &invitation, &token, (host.language(unit), due)).await?,
        false => {
            join_groups(unit, &invitation).await?;
            give_first(unit, &invitation, host.language(unit), due).await?;
        }
    }
    Ok(Ok(id))
}

/// Adds the new account of an invitation to the groups that the invitation names.
pub(super) async fn join_groups(unit: &UnitOfWork<'_>, invitation: &Invitation) -> anyhow::Result<()> {
    let subject = AuditSubject::of(invitation.organisation, Some(invitation.id.account()));
    for group in groups::join_invited(unit, invitation.id, unit.now).await? {
        unit.record(AuditEventKind::GroupMemberAdded, subject.detail(group.name.as_str())).await?;
    }
    Ok(())
}

/// What is stored of a code and its link.
pub(super) fn secret(
    app: &AppContext,
    id: InvitationId,
    email: &EmailAddress,
    token: &Token,
) -> anyhow::Result<StoredSecret> {
    let digest = invitation_digest(app.keys.newest(), id, email, &invitation_code_of(app.keys.newest(), token)?)?;
    Ok(StoredSecret { digest: digest.to_vec(), key_id: app.keys.newest().id, token: token.hash() })
}

/// Sends the code with its link. The message is sent when it is due.
pub(super) async fn post_code(
    unit: &UnitOfWork<'_>,
    invitation: &Invitation,
    token: &Token,
    (language, due): (LanguageTag, Due),
) -> anyhow::Result<()> {
    let code = invitation_code_of(unit.app.keys.newest(), token)?.grouped();
    let message = Outgoing {
        organisation: invitation.organisation,
        about: Some(invitation.id.account()),
        challenge: None,
        language,
        to: &Destination::Email(invitation.email.clone()),
        content: &Content::Invitation { code, token: token.expose().to_owned() },
        is_decoy: false,
        give_up_at: unit.now + INVITATION_RULES.good_for,
    };
    unit.post_due(message, due).await.map(drop)
}

/// Creates the account of a user who needs no code. `false`: the address is taken.
async fn make_account(
    unit: &UnitOfWork<'_>,
    host: Host<'_>,
    id: InvitationId,
    new: &NewInvitation,
) -> anyhow::Result<bool> {
    let account = Account {
        name: new.name.as_ref().map(ToString::to_string),
        phone: new.phone.clone().map(|number| Phone { number, is_verified: false }),
        onboarding: Some(Progress::default()),
        ..Account::new(id.account(), host.organisation.id, new.email.clone(), new.role)
    };
    if !accounts::insert(unit, &account, unit.now).await? {
        return Ok(false);
    }
    unit.record(AuditEventKind::AccountMade, AuditSubject::from(&account).unlocated()).await?;
    Ok(true)
}
