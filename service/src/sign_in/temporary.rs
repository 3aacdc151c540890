//! A temporary password in the password form: it starts no session, but lets this browser choose a new password.

use super::page::return_to;
use crate::{
    RequestContext,
    app_context::AppContext,
    audit::{self, AuditEntry},
    password_tries::{Paid, take_back},
    security::{Token, temporary_passwords::matching as find},
};
use domain::{AuditEventKind, Password, policy::RESET_RULES};
use store::{
    accounts,
    organisations::Organisation,
    password_reset_grants::{self, PasswordResetGrant},
    passwords,
    temporary_passwords::{self, StoredTemporary},
};

/// The account's temporary password that was typed, if any. It may have expired.
pub fn matching<'a>(app: &AppContext, paid: &'a Paid, typed: &Password) -> anyhow::Result<Option<&'a StoredTemporary>> {
    match &paid.holder {
        None => Ok(None),
        Some(holder) => find(&app.keys, holder.account.id, &paid.temporary, typed),
    }
}

/// Lets this browser choose a new password, and returns the token for that. The old password, and a first password sent
/// after an invitation, no longer work. The temporary one stays valid until it expires, so that the user can come back.
/// `None`: it has expired, or the account was deactivated.
pub async fn begin_choice(
    cx: &RequestContext,
    organisation: &Organisation,
    paid: &Paid,
    temporary: &StoredTemporary,
    wanted: &str,
) -> anyhow::Result<Option<Token>> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    let Some(holder) = &paid.holder else { return Ok(None) };
    let Some(account) = accounts::find_for_update(&transaction, holder.account.id).await? else { return Ok(None) };
    if !temporary_passwords::is_good(&transaction, &temporary.digest, now).await? {
        return Ok(None);
    }
    passwords::remove(&transaction, account.id).await?;
    temporary_passwords::end_first(&transaction, account.id, now).await?;
    take_back(cx, &transaction, organisation, paid, &account).await?;
    let noted = AuditEntry::own(&account, AuditEventKind::TemporaryPasswordUsed);
    audit::note(&cx.app, &transaction, Some(cx), noted, now).await?;
    let token = Token::fresh(cx.app.random.as_ref())?;
    let return_to = return_to(organisation, wanted).map(|wanted| wanted.to_string());
    let choice = PasswordResetGrant { account: account.id, return_to, expires_at: now + RESET_RULES.choosing };
    password_reset_grants::insert(&transaction, &token.hash(), choice).await?;
    cx.app.store.commit(transaction).await?;
    metrics::counter!("portico_passwords_total", "outcome" => "temporary").increment(1);
    Ok(Some(token))
}
