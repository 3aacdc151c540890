//! The organisation's branding: its name, colour, support contact and logo.

use super::hold;
use crate::{
    RequestContext,
    account::{AsAdmin, SignedIn},
    audit::{self, AuditEntry},
    failure::Failure,
};
use anyhow::Context as _;
use domain::{AuditEventKind, Branding, Timestamp, branding};
use store::{
    Transaction, logos,
    organisations::{self, Organisation},
};

/// Saves the name, the colour and the support contact. If nothing differs, nothing is written or recorded.
pub async fn save_branding(cx: &RequestContext, AsAdmin(admin): AsAdmin<'_>, new: &Branding) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    hold(&transaction, admin).await?;
    let changed = changed(&held(&transaction, admin).await?, new);
    if changed.is_empty() {
        return Ok(());
    }
    let id = admin.organisation.id;
    organisations::set_branding(&transaction, id, new.name.as_str(), new.color, new.support.as_ref()).await?;
    note(cx, &transaction, admin, AuditEventKind::BrandingChanged, Some(&changed.join(", ")), now).await?;
    Ok(cx.app.store.commit(transaction).await?)
}

/// Sets the logo, a PNG with the digest of its content, or removes it (`None`). If nothing differs,
/// nothing is written or recorded.
pub async fn set_logo(
    cx: &RequestContext,
    AsAdmin(admin): AsAdmin<'_>,
    logo: Option<(String, Vec<u8>)>,
) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    hold(&transaction, admin).await?;
    let present = held(&transaction, admin).await?.branding.logo_digest;
    if present.as_ref() == logo.as_ref().map(|(digest, _)| digest) {
        return Ok(());
    }
    let activity = if logo.is_some() { AuditEventKind::LogoChanged } else { AuditEventKind::LogoRemoved };
    logos::set(&transaction, admin.organisation.id, logo).await?;
    note(cx, &transaction, admin, activity, None, now).await?;
    Ok(cx.app.store.commit(transaction).await?)
}

/// The organisation, read in the transaction: it may have changed since the request began.
pub(super) async fn held(transaction: &Transaction, admin: &SignedIn) -> anyhow::Result<Organisation> {
    organisations::find_in(transaction, admin.organisation.id).await?.context("an admin's organisation is gone")
}

/// The names of the fields that differ.
fn changed(old: &Organisation, new: &Branding) -> Vec<&'static str> {
    let differs = [
        (branding::NAME, old.name != new.name.as_str()),
        (branding::COLOR, old.branding.color != new.color),
        (branding::SUPPORT, old.branding.support != new.support),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

/// Records an event that is about the organisation and about no account.
pub(super) async fn note(
    cx: &RequestContext,
    transaction: &Transaction,
    admin: &SignedIn,
    activity: AuditEventKind,
    detail: Option<&str>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let (organisation, who) = (admin.organisation.id, Some(admin.account.id));
    let noted = AuditEntry { organisation, whom: None, who, activity, detail };
    audit::note(&cx.app, transaction, Some(cx), noted, now).await
}
