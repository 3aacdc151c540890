//! Confirming the address that an admin entered for an account, by the link sent to it. Opening the link changes nothing.
//! It works regardless of the session in the browser: who reads the messages to the new address may have none.

use crate::prelude::*;
use crate::sign_in::{home, is_default};
use crate::{account_access, contact_details, invitations};
use store::challenges;
use store::email_confirmations::{self, EmailConfirmation};

/// The state of a link.
#[derive(Debug)]
pub enum EmailConfirmationStatus {
    Open {
        old: EmailAddress,
        new: EmailAddress,
    },
    /// The link was used, and the account has the new address.
    Confirmed,
    /// The link is unknown, has expired, or its change was cancelled.
    Over,
}

/// What the page behind a link shows.
#[derive(Debug)]
pub struct EmailConfirmationShown {
    pub organisation: Organisation,
    pub is_default: bool,
    pub status: EmailConfirmationStatus,
}

/// What the page behind a link shows. Changes nothing.
pub async fn show(cx: &RequestContext, token: &str) -> Result<EmailConfirmationShown, Failure> {
    let Some((asked, account, organisation)) = read(&cx.app, token).await? else {
        let (organisation, is_default) = home(cx).await?;
        return Ok(EmailConfirmationShown { organisation, is_default, status: EmailConfirmationStatus::Over });
    };
    let is_default = is_default(&cx.app, &organisation).await?;
    let status = if !asked.is_used && cx.app.clock.now() < asked.expires_at {
        EmailConfirmationStatus::Open { old: account.email, new: asked.new }
    } else if asked.is_used && account.email == asked.new {
        EmailConfirmationStatus::Confirmed
    } else {
        // This includes a change that was cancelled.
        EmailConfirmationStatus::Over
    };
    Ok(EmailConfirmationShown { organisation, is_default, status })
}

/// Gives the account the new address. Ends every session, because nobody knows which of them are the person's, and every
/// temporary password, because it went to the old address, which may have been a stranger's. Who was invited and has not
/// signed in yet gets another one at the new address. Refuses with `LinkOver` if the link is not open, and with
/// `AddressReserved` if the address was taken in the meantime.
pub async fn confirm_email(cx: &RequestContext, token: &str) -> Result<(), Failure> {
    let (asked, account, organisation) = read(&cx.app, token).await?.ok_or(Refusal::LinkOver)?;
    let hash = Token::hash_of(token).ok_or(Refusal::LinkOver)?;
    let unit = cx.begin().await?;
    challenges::lock_all(&unit, account.id).await?;
    let account = accounts::find_for_update(&unit, account.id).await?.ok_or(Refusal::LinkOver)?;
    if !email_confirmations::use_up(&unit, &hash, unit.now).await? {
        return Err(Refusal::LinkOver.into());
    }
    contact_details::set_email(&unit, &account, &asked.new).await?;
    account_access::leave_address(&unit, &account, unit.now).await?;
    unit.record(AuditEventKind::EmailChanged, &account).await?;
    let account = Account { email: asked.new, ..account };
    invitations::send_to_new_address(&unit, &organisation, &account).await?;
    unit.commit().await?;
    Ok(())
}

/// A link with its account, if that can still sign in.
async fn read(app: &AppContext, token: &str) -> anyhow::Result<Option<(EmailConfirmation, Account, Organisation)>> {
    let Some(hash) = Token::hash_of(token) else { return Ok(None) };
    let Some(asked) = email_confirmations::read(&app.store, &hash).await? else { return Ok(None) };
    let Some(account) = accounts::find_by_id(&app.store, asked.account).await? else { return Ok(None) };
    let organisation = organisations::find_by_id(&app.store, account.organisation).await?;
    Ok(Some((asked, account, organisation.context("the organisation of an account is gone")?)))
}
