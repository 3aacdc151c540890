//! The organisation's policy, and the origins that users may be sent to after signing in.

use super::{ProvenAdmin, branding::read_locked, lock_organisation};
use crate::prelude::*;
use domain::Policy;
use domain::policy::{CredentialGroup, SignedInGroup, form};
use store::{people, sessions};

/// The active users by the credentials that they have, as far as they work on this installation: without a text provider
/// no phone number counts, and without passkeys no passkey.
pub async fn credential_groups(app: &AppContext, admin: AsAdmin<'_>) -> anyhow::Result<Vec<CredentialGroup>> {
    let admin = admin.signed_in();
    let mut groups = people::credential_groups(&app.store, admin.organisation.id, admin.account.id).await?;
    let served = app.served();
    for group in &mut groups {
        group.has_phone &= served.texts;
        group.own.retain(|way| served.passkeys || *way != SecondFactor::Passkey);
    }
    Ok(groups)
}

/// The users who are signed in, by what decides whether a stricter second step signs them out. Leaves out users who
/// have to sign in again already.
pub async fn signed_in_groups(app: &AppContext, admin: AsAdmin<'_>) -> anyhow::Result<Vec<SignedInGroup>> {
    let admin = admin.signed_in();
    let (organisation, policy) = (admin.organisation.id, &admin.organisation.policy);
    let now = app.clock.now();
    let mut groups = people::signed_in(&app.store, organisation, admin.account.id, policy.session, now).await?;
    if !admin.session.is_by_passkey {
        groups.push(SignedInGroup {
            own: admin.enrolled.ways.clone(),
            took_second_step: admin.session.took_second_step,
            people: 1,
            is_you: true,
        });
    }
    groups.retain(|group| policy.second_step.is_satisfied(&group.own, group.took_second_step));
    Ok(groups)
}

/// Replaces the policy, which applies from the next request on. Sessions that are over under the old policy are ended,
/// so that a longer lifetime does not revive them.
pub async fn save_policy(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    policy: &Policy,
) -> Result<(), Failure> {
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    let before = read_locked(&unit, admin).await?.policy;
    let changed = form::changed(&before, policy);
    if changed.is_empty() {
        return Ok(());
    }
    sessions::end_over(&unit, admin.organisation.id, before.session, unit.now).await?;
    organisations::set_policy(&unit, admin.organisation.id, policy).await?;
    let subject = AuditSubject::of(admin.organisation.id, None);
    unit.record(AuditEventKind::PolicyChanged, subject.detail(&changed.join(", "))).await?;
    Ok(unit.commit().await?)
}

/// Replaces the list of external origins that users may be sent to.
pub async fn save_origins(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    origins: &[String],
) -> Result<(), Failure> {
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    let present = read_locked(&unit, admin).await?.return_origins;
    if present == origins {
        return Ok(());
    }
    organisations::set_return_origins(&unit, admin.organisation.id, origins).await?;
    let added = origins.iter().filter(|origin| !present.contains(origin)).map(|origin| format!("+{origin}"));
    let removed = present.iter().filter(|origin| !origins.contains(origin)).map(|origin| format!("-{origin}"));
    let detail: Vec<String> = added.chain(removed).collect();
    let subject = AuditSubject::of(admin.organisation.id, None);
    unit.record(AuditEventKind::OriginsChanged, subject.detail(&detail.join(" "))).await?;
    Ok(unit.commit().await?)
}
