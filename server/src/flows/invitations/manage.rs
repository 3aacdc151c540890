//! What an admin does with an invitation that was sent.

use super::{
    note,
    passwords::{give_first, give_temporary},
    send::{post_code, secret},
};
use crate::{
    failure::Failure,
    flows::{
        Visitor,
        account::{AsAdmin, SignedIn},
    },
    house::House,
    security::Token,
    store::{
        Transaction, accounts,
        invitations::{self, Invitation},
        temporary_passwords,
    },
};
use domain::{Activity, InvitationId, Method, Timestamp, invitation::INVITATION_RULES, sign_in::SignInError};

/// Sends it again: a new code, and those before it are worthless; to whoever has confirmed the address, a new password.
pub async fn resend(
    house: &House,
    visitor: &Visitor,
    AsAdmin(admin): AsAdmin<'_>,
    id: InvitationId,
) -> Result<(), Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let invitation = open(&transaction, admin, id).await?;
    let expires_at = now + INVITATION_RULES.good_for;
    match (invitation.account, invitation.milestones.confirmed_at) {
        (None, _) => {
            let token = Token::fresh(house.random.as_ref())?;
            let secret = secret(house, id, &invitation.email, &token)?;
            invitations::renew(&transaction, id, &secret, expires_at, now).await?;
            post_code(house, &transaction, &invitation, &token, now, now).await?;
        }
        (Some(_), None) => {
            invitations::renew(&transaction, id, &invitation.secret, expires_at, now).await?;
            give_first(house, &transaction, &invitation, now, now).await?;
        }
        (Some(_), Some(_)) if admin.organisation.policy.offers(Method::Password) => {
            give_temporary(house, &transaction, &invitation, now).await?;
        }
        (Some(_), Some(_)) => return Err(Failure::Refused(SignInError::NotOffered)),
    }
    done(house, transaction, visitor, admin, id, Activity::InvitationResent, now).await?;
    house.outbox_bell.notify_one();
    Ok(())
}

/// Another week for the same code, or for the same first password.
pub async fn extend(
    house: &House,
    visitor: &Visitor,
    AsAdmin(admin): AsAdmin<'_>,
    id: InvitationId,
) -> Result<(), Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let invitation = open(&transaction, admin, id).await?;
    if invitation.milestones.confirmed_at.is_some() {
        return Err(Failure::Refused(SignInError::NotOffered));
    }
    let expires_at = now + INVITATION_RULES.good_for;
    invitations::extend(&transaction, id, expires_at).await?;
    temporary_passwords::extend_first(&transaction, id.account(), expires_at).await?;
    done(house, transaction, visitor, admin, id, Activity::InvitationExtended, now).await
}

/// Takes it back. An account that nobody has signed in to yet is closed to everybody.
pub async fn revoke(
    house: &House,
    visitor: &Visitor,
    AsAdmin(admin): AsAdmin<'_>,
    id: InvitationId,
) -> Result<(), Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let invitation = open(&transaction, admin, id).await?;
    invitations::revoke(&transaction, id, now).await?;
    if let Some(account) = invitation.account {
        temporary_passwords::end_all(&transaction, account, now).await?;
        accounts::set_deactivated(&transaction, &invitation.email, Some(now)).await?;
    }
    done(house, transaction, visitor, admin, id, Activity::InvitationRevoked, now).await
}

/// One of the admin's organisation that nobody has come in by yet, held until the end.
async fn open(
    transaction: &Transaction,
    admin: &SignedIn,
    id: InvitationId,
) -> Result<Invitation, Failure<SignInError>> {
    // The account before its invitation, as where somebody comes in.
    accounts::find_to_change(transaction, id.account()).await?;
    let invitation = invitations::find_to_change(transaction, admin.organisation.id, id).await?;
    let is_open = |invitation: &Invitation| {
        invitation.milestones.revoked_at.is_none() && invitation.milestones.entered_at.is_none()
    };
    invitation.filter(is_open).ok_or(Failure::Refused(SignInError::NotOffered))
}

async fn done(
    house: &House,
    transaction: Transaction,
    visitor: &Visitor,
    admin: &SignedIn,
    id: InvitationId,
    activity: Activity,
    now: Timestamp,
) -> Result<(), Failure<SignInError>> {
    note(house, &transaction, visitor, admin, id, activity, now).await?;
    Ok(house.store.commit(transaction).await?)
}
