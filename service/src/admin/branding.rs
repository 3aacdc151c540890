//! The organisation's branding: its name, colour, support contact and logo, and whom its messages are from.

use super::lock_organisation;
use crate::prelude::*;
use domain::{Branding, branding};
use store::logos::{self, LogoOwner};

/// Saves the branding except the logo. If nothing differs, nothing is written or recorded.
pub async fn save_branding(cx: &RequestContext, admin: AsAdmin<'_>, new: &Branding) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    let changed = changed(&read_locked(&unit, admin).await?, new);
    if changed.is_empty() {
        return Ok(());
    }
    let id = admin.organisation.id;
    organisations::set_branding(&unit, id, new).await?;
    unit.record(AuditEventKind::BrandingChanged, AuditSubject::of(id, None).detail(&changed.join(", "))).await?;
    Ok(unit.commit().await?)
}

/// Sets the logo, a PNG with the digest of its content, or removes it (`None`). If nothing differs,
/// nothing is written or recorded.
pub async fn set_logo(cx: &RequestContext, admin: AsAdmin<'_>, logo: Option<(String, Vec<u8>)>) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    let present = read_locked(&unit, admin).await?.branding.logo_digest;
    if present.as_ref() == logo.as_ref().map(|(digest, _)| digest) {
        return Ok(());
    }
    let activity = if logo.is_some() { AuditEventKind::LogoChanged } else { AuditEventKind::LogoRemoved };
    logos::set(&unit, LogoOwner::Organisation(admin.organisation.id), logo).await?;
    unit.record(activity, AuditSubject::of(admin.organisation.id, None)).await?;
    Ok(unit.commit().await?)
}

/// The organisation, read after `lock_organisation`: it may have changed since the request began.
pub(super) async fn read_locked(unit: &UnitOfWork<'_>, admin: &SignedIn) -> anyhow::Result<Organisation> {
    organisations::find_in(unit, admin.organisation.id).await?.context("an admin's organisation is gone")
}

/// The names of the fields that differ.
fn changed(old: &Organisation, new: &Branding) -> Vec<&'static str> {
    let differs = [
        (branding::NAME, old.name != new.name.as_str()),
        (branding::COLOR, old.branding.color != new.color),
        (branding::SUPPORT, old.branding.support != new.support),
        (branding::SENDER_NAME, old.branding.sender_name != new.sender_name),
        (branding::REPLY_TO, old.branding.reply_to != new.reply_to),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}
