//! What an admin does with an invitation that was sent.

use super::{
    Host,
    passwords::{give_first, give_temporary},
    send::{post_code, secret},
};
use crate::{
    failure::Failure,
    flows::{Visitor, account::AsAdmin, admin::ProvenAdmin},
    house::House,
    security::Token,
    store::{
        Transaction, accounts,
        invitations::{self, Invitation},
        standings, temporary_passwords,
    },
};
use domain::{Activity, InvitationId, Method, Timestamp, invitation::INVITATION_RULES, sign_in::SignInError};

/// Sends it again: a new code, and those before it are worthless; to whoever has confirmed the address, a new password.
pub async fn resend(
    house: &House,
    visitor: &Visitor,
    admin: ProvenAdmin<'_>,
    id: InvitationId,
) -> Result<(), Failure<SignInError>> {
    let (host, now) = (Host::admin(visitor, admin), house.clock.now());
    let transaction = house.store.begin().await?;
    let invitation = open(&transaction, host, id).await?;
    renew(house, &transaction, host, &invitation, now).await?;
    done(house, transaction, host, id, Activity::InvitationResent, now).await?;
    house.outbox_bell.notify_one();
    Ok(())
}

/// Sends what somebody needs who has not come in yet.
pub(super) async fn renew(
    house: &House,
    transaction: &Transaction,
    host: Host<'_>,
    invitation: &Invitation,
    now: Timestamp,
) -> Result<(), Failure<SignInError>> {
    let expires_at = now + INVITATION_RULES.good_for;
    match (invitation.account, invitation.milestones.confirmed_at) {
        (None, _) => {
            let token = Token::fresh(house.random.as_ref())?;
            let secret = secret(house, invitation.id, &invitation.email, &token)?;
            invitations::renew(transaction, invitation.id, &secret, expires_at, now).await?;
            post_code(house, transaction, invitation, &token, (host.language(), now), now).await?;
        }
        (Some(_), None) => {
            invitations::renew(transaction, invitation.id, &invitation.secret, expires_at, now).await?;
            give_first(house, transaction, invitation, host.language(), now, now).await?;
        }
        (Some(_), Some(_)) if host.organisation.policy.offers(Method::Password) => {
            give_temporary(house, transaction, invitation, host.language(), now).await?;
        }
        (Some(_), Some(_)) => return Err(Failure::Refused(SignInError::NotOffered)),
    }
    Ok(())
}

/// Another week for the same code, or for the same first password.
pub async fn extend(
    house: &House,
    visitor: &Visitor,
    admin: ProvenAdmin<'_>,
    id: InvitationId,
) -> Result<(), Failure<SignInError>> {
    let (host, now) = (Host::admin(visitor, admin), house.clock.now());
    let transaction = house.store.begin().await?;
    let invitation = open(&transaction, host, id).await?;
    if invitation.milestones.confirmed_at.is_some() {
        return Err(Failure::Refused(SignInError::NotOffered));
    }
    let expires_at = now + INVITATION_RULES.good_for;
    invitations::extend(&transaction, id, expires_at).await?;
    temporary_passwords::extend_first(&transaction, id.account(), expires_at).await?;
    done(house, transaction, host, id, Activity::InvitationExtended, now).await
}

/// Takes it back. An account that nobody has signed in to yet is closed to everybody.
pub async fn revoke(
    house: &House,
    visitor: &Visitor,
    admin: ProvenAdmin<'_>,
    id: InvitationId,
) -> Result<(), Failure<SignInError>> {
    let (host, now) = (Host::admin(visitor, admin), house.clock.now());
    let transaction = house.store.begin().await?;
    let invitation = open(&transaction, host, id).await?;
    invitations::revoke(&transaction, id, now).await?;
    if let Some(account) = invitation.account {
        temporary_passwords::end_all(&transaction, account, now).await?;
        standings::set_deactivated(&transaction, account, Some(now)).await?;
    }
    done(house, transaction, host, id, Activity::InvitationRevoked, now).await
}

/// One of the admin's organisation that nobody has come in by yet.
pub async fn open_one(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    id: InvitationId,
) -> Result<Invitation, Failure<SignInError>> {
    let invitation = invitations::find(&house.store, admin.organisation.id, id).await?;
    invitation.filter(is_open).ok_or(Failure::Refused(SignInError::NotOffered))
}

fn is_open(invitation: &Invitation) -> bool {
    invitation.milestones.revoked_at.is_none() && invitation.milestones.entered_at.is_none()
}

/// One of the admin's organisation that nobody has come in by yet, held until the end.
async fn open(transaction: &Transaction, host: Host<'_>, id: InvitationId) -> Result<Invitation, Failure<SignInError>> {
    // The account before its invitation, as where somebody comes in.
    accounts::find_to_change(transaction, id.account()).await?;
    let invitation = invitations::find_to_change(transaction, host.organisation.id, id).await?;
    invitation.filter(is_open).ok_or(Failure::Refused(SignInError::NotOffered))
}

async fn done(
    house: &House,
    transaction: Transaction,
    host: Host<'_>,
    id: InvitationId,
    activity: Activity,
    now: Timestamp,
) -> Result<(), Failure<SignInError>> {
    host.note(house, &transaction, id, activity, now).await?;
    Ok(house.store.commit(transaction).await?)
}
