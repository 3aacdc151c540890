//! A temporary password in the password form: it starts no session, but lets this browser choose a new password.

use super::page::return_to;
use crate::password_attempts::{CountedAttempt, refund};
use crate::prelude::*;
use crate::security::temporary_passwords::matching as find;
use domain::policy::RESET_RULES;
use store::password_reset_grants::{self, PasswordResetGrant};
use store::passwords;
use store::temporary_passwords::{self, StoredTemporary};

/// The account's temporary password that was typed, if any. It may have expired.
pub fn matching<'a>(
    app: &AppContext,
    counted: &'a CountedAttempt,
    typed: &Password,
) -> anyhow::Result<Option<&'a StoredTemporary>> {
    match &counted.owner {
        None => Ok(None),
        Some(owner) => find(&app.keys, owner.account.id, &counted.temporary, typed),
    }
}

/// Lets this browser choose a new password, and returns the token for that. The old password, and a first password sent
/// after an invitation, no longer work. The temporary one stays valid until it expires, so that the user can come back.
/// `None`: it has expired, or the account was deactivated.
pub async fn grant_reset(
    cx: &RequestContext,
    organisation: &Organisation,
    counted: &CountedAttempt,
    temporary: &StoredTemporary,
    wanted: &str,
) -> anyhow::Result<Option<Token>> {
    let unit = cx.begin().await?;
    let Some(owner) = &counted.owner else { return Ok(None) };
    let Some(account) = accounts::find_for_update(&unit, owner.account.id).await? else { return Ok(None) };
    if !temporary_passwords::is_good(&unit, &temporary.digest, unit.now).await? {
        return Ok(None);
    }
    passwords::remove(&unit, account.id).await?;
    temporary_passwords::end_first(&unit, account.id, unit.now).await?;
    refund(cx, &unit, organisation, counted, &account).await?;
    unit.record(AuditEventKind::TemporaryPasswordUsed, AuditSubject::own(&account)).await?;
    let token = Token::fresh(cx.app.random.as_ref())?;
    let return_to = return_to(organisation, wanted).map(|wanted| wanted.to_string());
    let grant = PasswordResetGrant { account: account.id, return_to, expires_at: unit.now + RESET_RULES.choosing };
    password_reset_grants::insert(&unit, &token.hash(), grant).await?;
    unit.commit().await?;
    metrics::counter!("portico_passwords_total", "outcome" => "temporary").increment(1);
    Ok(Some(token))
}
