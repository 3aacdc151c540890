//! The organisation's policy, and the origins that users may be sent to after signing in.

use super::{
    ProvenAdmin,
    branding::{held, note},
    hold,
};
use crate::{RequestContext, account::AsAdmin, app_context::AppContext, failure::Failure};
use domain::{
    AuditEventKind, Policy,
    policy::{MissingCredentials, form},
};
use store::{organisations, people, sessions};

/// Which credentials at least one active user lacks, who could not sign in if the policy demanded them. Without a text
/// provider no number can be used, so a phone number counts as lacking.
pub async fn lacking(app: &AppContext, AsAdmin(admin): AsAdmin<'_>) -> anyhow::Result<MissingCredentials> {
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
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    hold(&transaction, admin).await?;
    let before = held(&transaction, admin).await?.policy;
    let changed = form::changed(&before, policy);
    if changed.is_empty() {
        return Ok(());
    }
    sessions::end_over(&transaction, admin.organisation.id, before.session, now).await?;
    organisations::set_policy(&transaction, admin.organisation.id, policy).await?;
    note(cx, &transaction, admin, AuditEventKind::PolicyChanged, Some(&changed.join(", ")), now).await?;
    Ok(cx.app.store.commit(transaction).await?)
}

/// Replaces the list of external origins that users may be sent to.
pub async fn save_origins(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    origins: &[String],
) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    hold(&transaction, admin).await?;
    let present = held(&transaction, admin).await?.return_origins;
    if present == origins {
        return Ok(());
    }
    organisations::set_return_origins(&transaction, admin.organisation.id, origins).await?;
    let added = origins.iter().filter(|origin| !present.contains(origin)).map(|origin| format!("+{origin}"));
    let removed = present.iter().filter(|origin| !origins.contains(origin)).map(|origin| format!("-{origin}"));
    let detail: Vec<String> = added.chain(removed).collect();
    note(cx, &transaction, admin, AuditEventKind::OriginsChanged, Some(&detail.join(" ")), now).await?;
    Ok(cx.app.store.commit(transaction).await?)
}
