//! The organisation's policy, and the origins that users may be sent to after signing in.

use super::{ProvenAdmin, branding::read_locked, lock};
use crate::{RequestContext, account::AsAdmin, app_context::AppContext, audit::AuditSubject, failure::Failure};
use domain::{
    AuditEventKind, Policy,
    policy::{MissingCredentials, form},
};
use store::{organisations, people, sessions};

/// Which credentials at least one active user lacks, who could not sign in if the policy demanded them. Without a text
/// provider no number can be used, so a phone number counts as lacking.
pub async fn lacking(app: &AppContext, admin: AsAdmin<'_>) -> anyhow::Result<MissingCredentials> {
    let admin = admin.signed_in();
    let lacking = people::lacking(&app.store, admin.organisation.id).await?;
    Ok(match app.takes_texts {
        true => lacking,
        false => MissingCredentials { phone: true, both: lacking.password, ..lacking },
    })
}

/// Replaces the policy, which applies from the next request on. Sessions that are over under the old policy are ended,
/// so that a longer lifetime does not revive them.
pub async fn save_policy(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    policy: &Policy,
) -> Result<(), Failure> {
    let unit = cx.begin_as(admin.account.id).await?;
    lock(&unit, admin).await?;
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
    lock(&unit, admin).await?;
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
