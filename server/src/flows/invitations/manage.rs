//! What an admin does with an invitation that was sent.

use super::{
    Host,
    passwords::{give_first, give_temporary},
    send::{post_code, secret},
};
use crate::{
    failure::Failure,
    flows::{Visitor, account::AsAdmin, admin::ProvenAdmin, messages, standing},
    house::House,
    security::{Token, rate_limit::TooOften},
    store::{
        Transaction,
        accounts::Account,
        challenges,
        invitations::{self, Invitation},
        outbox::Due,
        standings::{self, Standing},
        temporary_passwords,
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
    let email = invitations::find(&house.store, host.organisation.id, id).await?.map(|invitation| invitation.email);
    let email = email.ok_or(Failure::Refused(SignInError::NotOffered))?;
    let transaction = house.store.begin().await?;
    let held = hold_account(&transaction, host, id).await?;
    if let Err(TooOften { until }) =
        messages::pay(house, &transaction, host.organisation.id, email.as_str(), now).await?
    {
        return Err(Failure::Refused(SignInError::TooManyAttempts { until }));
    }
    let invitation = open(&transaction, host, id).await?;
    demand_active(held.as_ref())?;
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
    let (expires_at, due) = (now + INVITATION_RULES.good_for, Due::At(now));
    match (invitation.account, invitation.milestones.confirmed_at) {
        (None, _) => {
            let token = Token::fresh(house.random.as_ref())?;
            let secret = secret(house, invitation.id, &invitation.email, &token)?;
            invitations::renew(transaction, invitation.id, &secret, expires_at, now).await?;
            post_code(house, transaction, invitation, &token, (host.language(), due), now).await?;
        }
        (Some(_), None) => {
            invitations::renew(transaction, invitation.id, &invitation.secret, expires_at, now).await?;
            give_first(house, transaction, invitation, host.language(), due, now).await?;
        }
        (Some(_), Some(_)) if host.organisation.policy.offers(Method::Password) => {
            temporary_passwords::end_choices(transaction, invitation.id.account(), now).await?;
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
    let held = hold_account(&transaction, host, id).await?;
    let invitation = open(&transaction, host, id).await?;
    demand_active(held.as_ref())?;
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
    let held = hold_account(&transaction, host, id).await?;
    open(&transaction, host, id).await?;
    invitations::revoke(&transaction, id, now).await?;
    if let Some((account, standing)) = held {
        // Also what would let in once the account is open again.
        temporary_passwords::end_all(&transaction, account.id, now).await?;
        if standing == Standing::Active {
            standing::deactivate(&transaction, &account, now).await?;
        }
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

/// Holds the account that an invitation led to, if there is one: before the invitation, as where somebody comes in.
async fn hold_account(
    transaction: &Transaction,
    host: Host<'_>,
    id: InvitationId,
) -> Result<Option<(Account, Standing)>, Failure<SignInError>> {
    host.hold(transaction).await?;
    challenges::hold_all(transaction, id.account()).await?;
    Ok(standings::hold(transaction, host.organisation.id, id.account()).await?)
}

/// Nothing that lets in is sent to whoever is kept out.
fn demand_active(held: Option<&(Account, Standing)>) -> Result<(), Failure<SignInError>> {
    match held.is_none_or(|(_, standing)| *standing == Standing::Active) {
        true => Ok(()),
        false => Err(Failure::Refused(SignInError::NotOffered)),
    }
}

/// One of the admin's organisation that nobody has come in by yet, held until the end.
async fn open(transaction: &Transaction, host: Host<'_>, id: InvitationId) -> Result<Invitation, Failure<SignInError>> {
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
