//! "This wasn't me" in notices about an account: the press ends all sessions, undoes what the notice is about as far as
//! that can be undone, and sends the link for a new password. The link itself gives no access, because it is valid for
//! days and notices are shown to others. Opening it changes nothing.

use crate::prelude::*;
use crate::sign_in::{home, is_default};
use crate::{account_access, recovery, second_step};
use domain::policy::SecondStepRule;
use store::account_alerts::{self, AccountAlert};
use store::{challenges, email_undos, known_browsers, passwords, recovery_codes, temporary_passwords};

/// What the page behind a link shows.
#[derive(Debug)]
pub struct AlertShown {
    pub organisation: Organisation,
    pub is_default: bool,
    /// `None`: the link is unknown or has expired, or its account can no longer sign in.
    pub alert: Option<OpenAlert>,
}

/// The event that a notice is about.
#[derive(Debug)]
pub struct OpenAlert {
    pub alert: AccountAlert,
    pub account: Account,
    /// The notice is about a second factor that stays, because the organisation requires one.
    pub must_stay: bool,
    /// The address was changed since, perhaps by the same person, so no link for a new password goes there. The notice
    /// about that change restores the address.
    pub is_address_changed: bool,
}

/// What the page behind a link shows. Changes nothing.
pub async fn show(cx: &RequestContext, token: &str) -> Result<AlertShown, Failure> {
    let Some((alert, account, organisation)) = read(&cx.app, token).await? else {
        let (organisation, is_default) = home(cx).await?;
        return Ok(AlertShown { organisation, is_default, alert: None });
    };
    let is_default = is_default(&cx.app, &organisation).await?;
    let must_stay = must_stay(&organisation, alert.activity);
    let is_address_changed = is_address_changed(&cx.app, &alert, &account).await?;
    let alert = Some(OpenAlert { alert, account, must_stay, is_address_changed });
    Ok(AlertShown { organisation, is_default, alert })
}

/// Does what the button of the page says. Doing it again changes nothing more. Refuses with `LinkOver` if the link is
/// unknown or has expired.
pub async fn report(cx: &RequestContext, token: &str) -> Result<(), Failure> {
    let (alert, account, organisation) = read(&cx.app, token).await?.ok_or(Refusal::LinkOver)?;
    let hash = Token::hash_of(token).ok_or(Refusal::LinkOver)?;
    let is_address_changed = is_address_changed(&cx.app, &alert, &account).await?;
    let unit = cx.begin().await?;
    challenges::lock_all(&unit, account.id).await?;
    // A concurrent sign-in either commits before this lock, and its session ends below, or waits and is checked again.
    let account = accounts::find_for_update(&unit, account.id).await?.ok_or(Refusal::LinkOver)?;
    if !account_alerts::use_up(&unit, &hash, unit.now).await? {
        return Ok(());
    }
    account_access::end_sessions(&unit, &account, unit.now).await?;
    undo(&unit, &account, &organisation, &alert).await?;
    unit.record(AuditEventKind::AccountDisowned, &account).await?;
    if !is_address_changed {
        recovery::send_link(&unit, &organisation, &account, unit.language_for(Some(&account))).await?;
    }
    unit.commit().await?;
    metrics::counter!("portico_accounts_disowned_total").increment(1);
    Ok(())
}

async fn is_address_changed(app: &AppContext, alert: &AccountAlert, account: &Account) -> anyhow::Result<bool> {
    email_undos::is_any_open_since(&app.store, account.id, alert.created_at).await
}

/// Undoes the event of a notice, as far as that can be undone.
async fn undo(
    unit: &UnitOfWork<'_>,
    account: &Account,
    organisation: &Organisation,
    alert: &AccountAlert,
) -> anyhow::Result<()> {
    // What the event itself made has its time.
    let just_before = Timestamp(alert.created_at.0 - 1);
    match alert.activity {
        // Nobody got in, so the browsers of the user stay known, and are not paused together with those of strangers.
        AuditEventKind::LockoutBegan => return Ok(()),
        AuditEventKind::PasswordSet | AuditEventKind::PasswordChanged | AuditEventKind::PasswordRecovered => {
            temporary_passwords::end_all(unit, account.id, unit.now).await?;
            passwords::remove_chosen_at(unit, account.id, alert.created_at).await?;
        }
        AuditEventKind::PhoneVerified => accounts::forget_phone_since(unit, account.id, just_before).await?,
        AuditEventKind::RecoveryCodesMade => recovery_codes::remove(unit, account.id).await?,
        activity if adds_factor(activity) && !must_stay(organisation, activity) => {
            second_step::forget_since(unit, account.id, just_before).await?;
        }
        _ => {}
    }
    known_browsers::forget_others(unit, account.id, None).await
}

const fn adds_factor(activity: AuditEventKind) -> bool {
    matches!(activity, AuditEventKind::PasskeyAdded | AuditEventKind::AuthenticatorTurnedOn)
}

/// Access to the mailbox must not be enough to get around a second step that the organisation requires.
fn must_stay(organisation: &Organisation, activity: AuditEventKind) -> bool {
    adds_factor(activity) && organisation.policy.second_step.rule == SecondStepRule::Required
}

/// A link with its account, if that can still sign in.
async fn read(app: &AppContext, token: &str) -> anyhow::Result<Option<(AccountAlert, Account, Organisation)>> {
    let Some(hash) = Token::hash_of(token) else { return Ok(None) };
    let Some(alert) = account_alerts::read(&app.store, &hash, app.clock.now()).await? else { return Ok(None) };
    let Some(account) = alert.account else { return Ok(None) };
    let Some(account) = accounts::find_by_id(&app.store, account).await? else { return Ok(None) };
    let organisation = organisations::find_by_id(&app.store, account.organisation).await?;
    Ok(Some((alert, account, organisation.context("the organisation of an account is gone")?)))
}
