//! Restoring the old address by the link in the notice about the new one. Opening the link changes nothing. It works
//! regardless of the session in the browser: an attacker who took over the account may have changed everything else.

use crate::contact_details::reserve_old;
use crate::prelude::*;
use crate::second_step;
use crate::sign_in::{home, is_default};
use store::email_undos::{self, EmailUndo};
use store::{
    challenges, email_confirmations, known_browsers, password_failures, password_reset_grants, passwords,
    recovery_links, sessions, temporary_passwords,
};

/// The state of a link.
#[derive(Debug)]
pub enum EmailUndoStatus {
    Open(EmailUndo),
    /// The link was used, and the account has the old address again.
    Used,
    /// The link is unknown, has expired, or was ended by the link of an earlier change.
    Over,
}

/// What the page behind a link shows.
#[derive(Debug)]
pub struct EmailUndoShown {
    pub organisation: Organisation,
    pub is_default: bool,
    pub status: EmailUndoStatus,
}

/// What the page behind a link shows. Changes nothing.
pub async fn show(cx: &RequestContext, token: &str) -> Result<EmailUndoShown, Failure> {
    let Some((undo, account, organisation)) = read(&cx.app, token).await? else {
        let (organisation, is_default) = home(cx).await?;
        return Ok(EmailUndoShown { organisation, is_default, status: EmailUndoStatus::Over });
    };
    let is_default = is_default(&cx.app, &organisation).await?;
    let status = match (undo.is_used, undo.is_expired) {
        (true, _) if account.email == undo.old => EmailUndoStatus::Used,
        // This includes a link that the link of an earlier change has ended.
        (true, _) | (false, true) => EmailUndoStatus::Over,
        (false, false) => EmailUndoStatus::Open(undo),
    };
    Ok(EmailUndoShown { organisation, is_default, status })
}

/// Restores the old address, and ends everything that the owner of the new one may have begun. Refuses with `LinkOver`
/// if the link is not open, and with `AddressReserved` if another account has the old address.
pub async fn undo_email_change(cx: &RequestContext, token: &str) -> Result<(), Failure> {
    let (undo, account, _) = read(&cx.app, token).await?.ok_or(Refusal::LinkOver)?;
    let hash = Token::hash_of(token).ok_or(Refusal::LinkOver)?;
    let unit = cx.begin().await?;
    challenges::end_all(&unit, account.id, unit.now).await?;
    let account = accounts::find_for_update(&unit, account.id).await?.ok_or(Refusal::LinkOver)?;
    if !email_undos::use_up(&unit, &hash, unit.now).await? {
        return Err(Refusal::LinkOver.into());
    }
    email_undos::end_later(&unit, account.id, undo.created_at, unit.now).await?;
    if !accounts::set_email(&unit, account.id, &undo.old).await? {
        return Err(Refusal::AddressReserved.into());
    }
    password_failures::release(&unit, &account).await?;
    email_confirmations::cancel(&unit, account.id, unit.now).await?;
    reserve_old(&unit, &account).await?;
    recovery_links::use_up_until(&unit, account.id, unit.now, unit.now).await?;
    // Credentials that were added since the change may be the attacker's.
    temporary_passwords::end_all(&unit, account.id, unit.now).await?;
    password_reset_grants::end_all(&unit, account.id).await?;
    passwords::remove_since(&unit, account.id, undo.created_at).await?;
    accounts::forget_phone_since(&unit, account.id, undo.created_at).await?;
    second_step::forget_since(&unit, account.id, undo.created_at).await?;
    known_browsers::forget_others(&unit, account.id, None).await?;
    sessions::end_all(&unit, account.id, unit.now).await?;
    unit.record(AuditEventKind::EmailChangeUndone, &account).await?;
    let account = Account { email: undo.old, ..account };
    unit.tell_of_change(&account, AuditEventKind::EmailChangeUndone).await?;
    unit.commit().await?;
    Ok(())
}

/// A link with its account, if that can still sign in.
async fn read(app: &AppContext, token: &str) -> anyhow::Result<Option<(EmailUndo, Account, Organisation)>> {
    let Some(hash) = Token::hash_of(token) else { return Ok(None) };
    let Some(undo) = email_undos::read(&app.store, &hash, app.clock.now()).await? else { return Ok(None) };
    let Some(account) = accounts::find_by_id(&app.store, undo.account).await? else { return Ok(None) };
    let organisation = organisations::find_by_id(&app.store, account.organisation).await?;
    Ok(Some((undo, account, organisation.context("the organisation of an account is gone")?)))
}
