//! Recovery with a temporary password: a message with a link, a page with a button to confirm, and a message with a
//! password that only allows choosing a real one. Opening the page changes nothing.

use super::attempts::find_known_browser;
use super::new_passwords;
use super::recovery::{self, RecoveryAccount};
use super::sign_in::{Authentication, SignInOutcome, complete_sign_in, home, is_default, return_to};
use crate::{prelude::*, security::temporary_passwords::digest};
use domain::{AddedWay, policy::RESET_RULES};
use store::challenges;
use store::password_reset_grants::{self, PasswordResetGrant};
use store::recovery_links::{self, LinkPurpose};
use store::temporary_passwords::{self, StoredTemporary};

/// What the page shows on which a real password replaces the temporary one.
#[derive(Debug)]
pub struct GrantShown {
    pub organisation: Organisation,
    pub is_default: bool,
    /// The account whose password this browser may choose; `None`: it may not, or no longer, choose one.
    pub account: Option<RecoveryAccount>,
    pub return_to: Option<ReturnTo>,
}

/// Uses up the link and sends a temporary password. The real password works until the temporary one is used. Returns
/// the organisation, and whether it is the default one. Refuses with `LinkOver`.
pub async fn confirm(cx: &RequestContext, token: &str) -> Result<(Organisation, bool), Failure> {
    let (link, account, organisation) =
        recovery::read(&cx.app, token, LinkPurpose::Reset).await?.ok_or(Refusal::LinkOver)?;
    let hashed = Token::hash_of(token).ok_or(Refusal::LinkOver)?;
    let unit = cx.begin().await?;
    let account = accounts::find_for_update(&unit, account.id).await?.ok_or(Refusal::LinkOver)?;
    // A second request, or one after the link has expired, sends nothing.
    if !recovery_links::use_up(&unit, &hashed, unit.now).await? {
        return Err(Refusal::LinkOver.into());
    }
    recovery_links::use_up_until(&unit, account.id, link.created_at, unit.now).await?;
    recovery::refund_request(cx, &unit, &link).await?;
    unit.record(AuditEventKind::ResetConfirmed, &account).await?;
    let password = cx.app.random.temporary_password()?;
    let expires_at = unit.now + RESET_RULES.password;
    let stored =
        StoredTemporary { digest: digest(&cx.app.keys, account.id, &password)?.to_vec(), expires_at, signs_in: false };
    temporary_passwords::insert(&unit, account.id, stored, unit.now).await?;
    let content = Content::TemporaryPassword { password: password.grouped() };
    unit.tell(&account, unit.language_for(Some(&account)), &content, expires_at).await?;
    unit.commit().await?;
    metrics::counter!("portico_recoveries_total", "step" => "confirmed").increment(1);
    let is_default = is_default(&cx.app, &organisation).await?;
    Ok((organisation, is_default))
}

/// What the page shows after a right temporary password. Changes nothing.
pub async fn show_grant(cx: &RequestContext) -> Result<GrantShown, Failure> {
    let Some((grant, account, organisation)) = read(cx).await? else {
        let (organisation, is_default) = home(cx).await?;
        return Ok(GrantShown { organisation, is_default, account: None, return_to: None });
    };
    let is_default = is_default(&cx.app, &organisation).await?;
    let account = match cx.app.clock.now() < grant.expires_at {
        true => Some(recovery::read_account(&cx.app, account, &organisation).await?),
        false => None,
    };
    let wanted = grant.return_to.and_then(|wanted| return_to(&organisation, &wanted));
    Ok(GrantShown { organisation, is_default, account, return_to: wanted })
}

/// Replaces the temporary password by the chosen one, typed twice, ends everything that began with the old password, and
/// signs in. `ticked` names recently added credentials to remove. `None`: this browser may not, or no longer, choose a
/// password.
pub async fn choose(
    cx: &RequestContext,
    typed: [Password; 2],
    ticked: &[AddedWay],
) -> Result<Option<SignInOutcome>, Failure> {
    let (Some(token), Some((grant, account, organisation))) = (&cx.password_reset_grant, read(cx).await?) else {
        return Ok(None);
    };
    if cx.app.clock.now() >= grant.expires_at {
        return Ok(None);
    }
    let password = new_passwords::typed_twice(&organisation.policy.password, typed)?;
    let hash = new_passwords::hash_chosen(cx, &account, &organisation, password).await?;

    let unit = cx.begin().await?;
    // A concurrent sign-in either commits before this lock, and its session ends below, or waits and is checked again.
    challenges::end_all(&unit, account.id, unit.now).await?;
    let Some(account) = accounts::find_for_update(&unit, account.id).await? else { return Ok(None) };
    // A second request changes nothing, nor does one whose time ran out while the hash was computed.
    if !password_reset_grants::use_up(&unit, &token.hash(), unit.now).await? {
        return Ok(None);
    }
    let is_expected = find_known_browser(cx, &unit, Some(account.id)).await?.is_some();
    let (account, organisation) = (&account, &organisation);
    recovery::remove_added(&unit, (account, organisation), ticked).await?;
    recovery::replace(cx, &unit, account, &hash).await?;
    let wanted = grant.return_to.and_then(|wanted| return_to(organisation, &wanted));
    let (method, return_to) = (Method::Password, wanted.as_ref());
    let authentication = Authentication { account, organisation, method, is_expected, was_here: None, return_to };
    let outcome = complete_sign_in(cx, unit, authentication).await?;
    metrics::counter!("portico_recoveries_total", "step" => "finished").increment(1);
    Ok(Some(outcome))
}

/// This browser's permission to choose a password, with its account. It may have expired.
async fn read(cx: &RequestContext) -> anyhow::Result<Option<(PasswordResetGrant, Account, Organisation)>> {
    let Some(token) = cx.password_reset_grant.as_ref().map(Token::hash) else { return Ok(None) };
    let Some(grant) = password_reset_grants::read(&cx.app.store, &token).await? else { return Ok(None) };
    let Some(account) = accounts::find_by_id(&cx.app.store, grant.account).await? else { return Ok(None) };
    let organisation = organisations::find_by_id(&cx.app.store, account.organisation).await?;
    Ok(Some((grant, account, organisation.context("the organisation of an account is gone")?)))
}
