//! What an admin can do with an invitation that was sent: resend, extend and revoke it.

use super::passwords::{give_first, give_temporary};
use super::send::{post_code, secret};
use super::{By, Host};
use crate::{account_access, admin::ProvenAdmin, prelude::*};
use domain::{InvitationId, invitation::INVITATION_RULES};
use store::account_status::{self, AccountStatus};
use store::invitations::{self, Invitation};
use store::outbox::Due;
use store::{challenges, temporary_passwords};

/// Sends an invitation again: with a new code, which invalidates the earlier ones, or with a new password if the
/// account exists. Refuses with `NotFound` if the invitation is not open, with `NotOffered` if its account is
/// deactivated or there is nothing to send, and with `TooManyAttempts`.
pub async fn resend_invitation(cx: &RequestContext, admin: ProvenAdmin<'_>, id: InvitationId) -> Result<(), Failure> {
    let host = Host::admin(admin);
    let email = invitations::find(&cx.app.store, host.organisation.id, id).await?.map(|invitation| invitation.email);
    let email = email.ok_or(Refusal::NotFound)?;
    let unit = cx.begin_as(admin.signed_in().account.id).await?;
    let locked = lock_account(&unit, host, id).await?;
    // An account may have another address than the one that was invited.
    let email = locked.as_ref().map_or(email, |(account, _)| account.email.clone());
    unit.consume_message(host.organisation.id, email.as_str()).await??;
    let invitation = Invitation { email, ..open(&unit, host, id).await? };
    demand_active(locked.as_ref())?;
    renew(&unit, host, &invitation).await?;
    done(unit, host, id, AuditEventKind::InvitationResent).await?;
    Ok(())
}

/// Sends what a user needs who has not signed in yet: a code, a first password, or a temporary password after the
/// address was confirmed.
pub(super) async fn renew(unit: &UnitOfWork<'_>, host: Host<'_>, invitation: &Invitation) -> Result<(), Failure> {
    let (expires_at, due) = (unit.now + INVITATION_RULES.good_for, Due::At(unit.now));
    match (invitation.account, invitation.milestones.confirmed_at) {
        (None, _) => {
            let token = Token::fresh(unit.app.random.as_ref())?;
            let secret = secret(unit.app, invitation.id, &invitation.email, &token)?;
            invitations::renew(unit, invitation.id, &secret, expires_at, unit.now).await?;
            post_code(unit, invitation, &token, (host.language(unit), due)).await?;
        }
        (Some(_), None) => {
            invitations::renew(unit, invitation.id, &invitation.secret, expires_at, unit.now).await?;
            give_first(unit, invitation, host.language(unit), due).await?;
        }
        (Some(_), Some(_)) if host.organisation.policy.offers(Method::Password) => {
            temporary_passwords::end_choices(unit, invitation.id.account(), unit.now).await?;
            give_temporary(unit, invitation, host.language(unit)).await?;
        }
        (Some(_), Some(_)) => return Err(Refusal::NotOffered.into()),
    }
    Ok(())
}

/// Sends a user who was invited and has not signed in yet another password, to the present address. Does nothing for any
/// other user. The caller has locked the account.
pub(crate) async fn send_to_new_address(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    account: &Account,
) -> Result<(), Failure> {
    let found = invitations::find_for_update(unit, organisation.id, InvitationId(account.id.0)).await?;
    let Some(invitation) = found.filter(is_open) else { return Ok(()) };
    let invitation = Invitation { email: account.email.clone(), ..invitation };
    let host = Host { organisation, by: By::Server };
    match renew(unit, host, &invitation).await {
        // The organisation offers no passwords.
        Err(Failure::Refused(Refusal::NotOffered)) => Ok(()),
        renewed => renewed,
    }
}

/// Extends the present code or first password: it is valid for a week from now. Refuses with `NotFound` if the
/// invitation is not open, and with `NotOffered` if it is confirmed already or its account is deactivated.
pub async fn extend_invitation(cx: &RequestContext, admin: ProvenAdmin<'_>, id: InvitationId) -> Result<(), Failure> {
    let host = Host::admin(admin);
    let unit = cx.begin_as(admin.signed_in().account.id).await?;
    let locked = lock_account(&unit, host, id).await?;
    let invitation = open(&unit, host, id).await?;
    demand_active(locked.as_ref())?;
    if invitation.milestones.confirmed_at.is_some() {
        return Err(Refusal::NotOffered.into());
    }
    let expires_at = unit.now + INVITATION_RULES.good_for;
    invitations::extend(&unit, id, expires_at).await?;
    temporary_passwords::extend_first(&unit, id.account(), expires_at).await?;
    done(unit, host, id, AuditEventKind::InvitationExtended).await
}

/// Revokes an invitation, and deactivates its account if there is one. Refuses with `NotFound` if
/// the invitation is not open.
pub async fn revoke_invitation(cx: &RequestContext, admin: ProvenAdmin<'_>, id: InvitationId) -> Result<(), Failure> {
    let host = Host::admin(admin);
    let unit = cx.begin_as(admin.signed_in().account.id).await?;
    let locked = lock_account(&unit, host, id).await?;
    open(&unit, host, id).await?;
    invitations::revoke(&unit, id, unit.now).await?;
    if let Some((account, status)) = locked {
        // Also ends what would allow signing in after the account was reactivated.
        temporary_passwords::end_all(&unit, account.id, unit.now).await?;
        if status == AccountStatus::Active {
            account_access::deactivate(&unit, &account, unit.now).await?;
        }
    }
    done(unit, host, id, AuditEventKind::InvitationRevoked).await
}

/// An open invitation of the admin's organisation: it is not revoked, and the user has not signed in yet. Refuses with
/// `NotFound` if there is none.
pub async fn open_one(app: &AppContext, admin: AsAdmin<'_>, id: InvitationId) -> Result<Invitation, Failure> {
    let admin = admin.signed_in();
    let invitation = invitations::find(&app.store, admin.organisation.id, id).await?;
    invitation.filter(is_open).ok_or(Refusal::NotFound.into())
}

fn is_open(invitation: &Invitation) -> bool {
    invitation.milestones.is_open()
}

/// Locks the organisation, then the open challenges and the account of an invitation, if there is one. The account is
/// locked before the invitation, as in a sign-in.
async fn lock_account(
    unit: &UnitOfWork<'_>,
    host: Host<'_>,
    id: InvitationId,
) -> Result<Option<(Account, AccountStatus)>, Failure> {
    host.lock_organisation(unit).await?;
    challenges::lock_all(unit, id.account()).await?;
    Ok(account_status::find_for_update(unit, host.organisation.id, id.account()).await?)
}

/// Refuses with `NotOffered` if the account is deactivated or closed: it must get neither a code nor a password.
fn demand_active(locked: Option<&(Account, AccountStatus)>) -> Result<(), Failure> {
    match locked.is_none_or(|(_, status)| *status == AccountStatus::Active) {
        true => Ok(()),
        false => Err(Refusal::NotOffered.into()),
    }
}

/// An open invitation of the admin's organisation, locked until the transaction ends.
async fn open(unit: &UnitOfWork<'_>, host: Host<'_>, id: InvitationId) -> Result<Invitation, Failure> {
    let invitation = invitations::find_for_update(unit, host.organisation.id, id).await?;
    invitation.filter(is_open).ok_or(Refusal::NotFound.into())
}

async fn done(unit: UnitOfWork<'_>, host: Host<'_>, id: InvitationId, activity: AuditEventKind) -> Result<(), Failure> {
    unit.record(activity, AuditSubject::of(host.organisation.id, Some(id.account()))).await?;
    Ok(unit.commit().await?)
}
