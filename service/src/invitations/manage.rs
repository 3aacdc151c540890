//! What an admin can do with an invitation that was sent: resend, extend and revoke it.

use super::{
    Host,
    passwords::{give_first, give_temporary},
    send::{post_code, secret},
};
use crate::{
    RequestContext, account::AsAdmin, admin::ProvenAdmin, app_context::AppContext, failure::Failure, messages,
    security::Token, standing,
};
use domain::{AuditEventKind, InvitationId, Method, Refusal, Timestamp, invitation::INVITATION_RULES};
use store::{
    Transaction,
    account_status::{self, AccountStatus},
    accounts::Account,
    challenges,
    invitations::{self, Invitation},
    outbox::Due,
    temporary_passwords,
};

/// Sends an invitation again: with a new code, which invalidates the earlier ones, or with a new password if the
/// account exists. Refuses with `NotFound` if the invitation is not open, with `NotOffered` if its account is deactivated
/// or there is nothing to send, and with `TooManyAttempts`.
pub async fn resend(cx: &RequestContext, admin: ProvenAdmin<'_>, id: InvitationId) -> Result<(), Failure> {
    let (host, now) = (Host::admin(cx, admin), cx.app.clock.now());
    let email = invitations::find(&cx.app.store, host.organisation.id, id).await?.map(|invitation| invitation.email);
    let email = email.ok_or(Refusal::NotFound)?;
    let transaction = cx.app.store.begin().await?;
    let held = hold_account(&transaction, host, id).await?;
    messages::pay(&cx.app, &transaction, host.organisation.id, email.as_str(), now).await??;
    let invitation = open(&transaction, host, id).await?;
    demand_active(held.as_ref())?;
    renew(&cx.app, &transaction, host, &invitation, now).await?;
    done(&cx.app, transaction, host, id, AuditEventKind::InvitationResent, now).await?;
    Ok(())
}

/// Sends what a user needs who has not signed in yet: a code, a first password, or a temporary password after the
/// address was confirmed.
pub(super) async fn renew(
    app: &AppContext,
    transaction: &Transaction,
    host: Host<'_>,
    invitation: &Invitation,
    now: Timestamp,
) -> Result<(), Failure> {
    let (expires_at, due) = (now + INVITATION_RULES.good_for, Due::At(now));
    match (invitation.account, invitation.milestones.confirmed_at) {
        (None, _) => {
            let token = Token::fresh(app.random.as_ref())?;
            let secret = secret(app, invitation.id, &invitation.email, &token)?;
            invitations::renew(transaction, invitation.id, &secret, expires_at, now).await?;
            post_code(app, transaction, invitation, &token, (host.language(), due), now).await?;
        }
        (Some(_), None) => {
            invitations::renew(transaction, invitation.id, &invitation.secret, expires_at, now).await?;
            give_first(app, transaction, invitation, host.language(), due, now).await?;
        }
        (Some(_), Some(_)) if host.organisation.policy.offers(Method::Password) => {
            temporary_passwords::end_choices(transaction, invitation.id.account(), now).await?;
            give_temporary(app, transaction, invitation, host.language(), now).await?;
        }
        (Some(_), Some(_)) => return Err(Refusal::NotOffered.into()),
    }
    Ok(())
}

/// Extends the present code or first password: it is valid for a week from now. Refuses with `NotFound` if the
/// invitation is not open, and with `NotOffered` if it is confirmed already or its account is deactivated.
pub async fn extend(cx: &RequestContext, admin: ProvenAdmin<'_>, id: InvitationId) -> Result<(), Failure> {
    let (host, now) = (Host::admin(cx, admin), cx.app.clock.now());
    let transaction = cx.app.store.begin().await?;
    let held = hold_account(&transaction, host, id).await?;
    let invitation = open(&transaction, host, id).await?;
    demand_active(held.as_ref())?;
    if invitation.milestones.confirmed_at.is_some() {
        return Err(Refusal::NotOffered.into());
    }
    let expires_at = now + INVITATION_RULES.good_for;
    invitations::extend(&transaction, id, expires_at).await?;
    temporary_passwords::extend_first(&transaction, id.account(), expires_at).await?;
    done(&cx.app, transaction, host, id, AuditEventKind::InvitationExtended, now).await
}

/// Revokes an invitation, and deactivates its account if there is one. Refuses with `NotFound` if
/// the invitation is not open.
pub async fn revoke(cx: &RequestContext, admin: ProvenAdmin<'_>, id: InvitationId) -> Result<(), Failure> {
    let (host, now) = (Host::admin(cx, admin), cx.app.clock.now());
    let transaction = cx.app.store.begin().await?;
    let held = hold_account(&transaction, host, id).await?;
    open(&transaction, host, id).await?;
    invitations::revoke(&transaction, id, now).await?;
    if let Some((account, standing)) = held {
        // Also ends what would allow signing in after the account was reactivated.
        temporary_passwords::end_all(&transaction, account.id, now).await?;
        if standing == AccountStatus::Active {
            standing::deactivate(&transaction, &account, now).await?;
        }
    }
    done(&cx.app, transaction, host, id, AuditEventKind::InvitationRevoked, now).await
}

/// An open invitation of the admin's organisation: it is not revoked, and the user has not signed in yet. Refuses with
/// `NotFound` if there is none.
pub async fn open_one(app: &AppContext, AsAdmin(admin): AsAdmin<'_>, id: InvitationId) -> Result<Invitation, Failure> {
    let invitation = invitations::find(&app.store, admin.organisation.id, id).await?;
    invitation.filter(is_open).ok_or(Refusal::NotFound.into())
}

fn is_open(invitation: &Invitation) -> bool {
    invitation.milestones.revoked_at.is_none() && invitation.milestones.entered_at.is_none()
}

/// Locks the organisation, then the open challenges and the account of an invitation, if there is one. The account is
/// locked before the invitation, as in a sign-in.
async fn hold_account(
    transaction: &Transaction,
    host: Host<'_>,
    id: InvitationId,
) -> Result<Option<(Account, AccountStatus)>, Failure> {
    host.hold(transaction).await?;
    challenges::lock_all(transaction, id.account()).await?;
    Ok(account_status::lock(transaction, host.organisation.id, id.account()).await?)
}

/// Refuses with `NotOffered` if the account is deactivated or closed: it must get neither a code nor a password.
fn demand_active(held: Option<&(Account, AccountStatus)>) -> Result<(), Failure> {
    match held.is_none_or(|(_, standing)| *standing == AccountStatus::Active) {
        true => Ok(()),
        false => Err(Refusal::NotOffered.into()),
    }
}

/// An open invitation of the admin's organisation, locked until the transaction ends.
async fn open(transaction: &Transaction, host: Host<'_>, id: InvitationId) -> Result<Invitation, Failure> {
    let invitation = invitations::find_for_update(transaction, host.organisation.id, id).await?;
    invitation.filter(is_open).ok_or(Refusal::NotFound.into())
}

async fn done(
    app: &AppContext,
    transaction: Transaction,
    host: Host<'_>,
    id: InvitationId,
    activity: AuditEventKind,
    now: Timestamp,
) -> Result<(), Failure> {
    host.note(app, &transaction, id, activity, now).await?;
    Ok(app.store.commit(transaction).await?)
}
