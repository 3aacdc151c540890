//! Recovery after a forgotten password: a message with a link, a page, a new password. Opening the link changes
//! nothing. The link alone says whose password it is, regardless of the session in the browser. If the policy uses
//! temporary passwords, `temporary_password` handles what follows the link.

mod added;
mod ask;

pub use added::{RecentlyAdded, RecoveryAccount};
pub(super) use added::{read as read_account, remove as remove_added};
pub use ask::{RecoveryRequested, ask, instructions};
pub(super) use ask::{send_link, start};

use super::attempts::{costs_of_account, find_known_browser};
use super::messages::NEWS_FOR;
use super::new_passwords;
use super::password_attempts::forget_failures;
use super::sign_in::{Authentication, SignInOutcome, complete_by_link, home, is_default};
use crate::prelude::*;
use crate::security::{PasswordHash, Verified};
use domain::AddedWay;
use store::recovery_links::{self, LinkPurpose, RecoveryLink};
use store::{challenges, known_browsers, password_reset_grants, passwords, sessions, temporary_passwords};

/// How long after a submission a second one counts as a double click.
const DOUBLE_CLICK: Seconds = Seconds(30);

/// The state of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecoveryLinkStatus {
    Open(RecoveryAccount),
    Used,
    Expired,
    Unknown,
}

/// What the page behind a link shows.
#[derive(Debug)]
pub struct RecoveryLinkShown {
    pub organisation: Organisation,
    pub is_default: bool,
    pub status: RecoveryLinkStatus,
}

/// What the page behind a link shows. Changes nothing.
pub async fn show(cx: &RequestContext, token: &str, purpose: LinkPurpose) -> Result<RecoveryLinkShown, Failure> {
    let Some((link, account, organisation)) = read(&cx.app, token, purpose).await? else {
        let (organisation, is_default) = home(cx).await?;
        return Ok(RecoveryLinkShown { organisation, is_default, status: RecoveryLinkStatus::Unknown });
    };
    let is_default = is_default(&cx.app, &organisation).await?;
    let status = match (link.used_at.is_some(), link.is_expired(cx.app.clock.now())) {
        (true, _) => RecoveryLinkStatus::Used,
        (false, true) => RecoveryLinkStatus::Expired,
        (false, false) => RecoveryLinkStatus::Open(read_account(&cx.app, account, &organisation).await?),
    };
    Ok(RecoveryLinkShown { organisation, is_default, status })
}

/// What a new password led to.
#[derive(Debug)]
pub struct Recovered {
    pub organisation: Organisation,
    /// Whether the organisation's pages have no slug in their path.
    pub is_default: bool,
    /// Set if it was the first password of the account: the user is signed in, or goes on with the second step.
    pub signed_in: Option<SignInOutcome>,
}

/// Sets the new password, typed twice, and ends everything that began with the old one. Signs in whose first password it
/// is, like the first admin. `ticked` names recently added credentials to remove. Refuses with `LinkOver` if the link is
/// not open, with `PasswordRefusal::Unsuitable` a password that the rules forbid, and with `ConfirmationDiffers`.
pub async fn finish(
    cx: &RequestContext,
    token: &str,
    typed: [Password; 2],
    ticked: &[AddedWay],
) -> Result<Recovered, Failure> {
    let (link, account, organisation) =
        read(&cx.app, token, LinkPurpose::NewPassword).await?.ok_or(Refusal::LinkOver)?;
    if link.used_at.is_some() || link.is_expired(cx.app.clock.now()) {
        return Err(Refusal::LinkOver.into());
    }
    let password = new_passwords::typed_twice(&organisation.policy.password, typed)?;
    let hash = new_passwords::hash_chosen(cx, &account, &organisation, password).await?;

    let unit = cx.begin().await?;
    let hashed = Token::hash_of(token).ok_or(Refusal::LinkOver)?;
    // A concurrent sign-in either commits before this lock, and its session ends below, or waits and is checked again.
    challenges::end_all(&unit, account.id, unit.now).await?;
    let account = accounts::find_for_update(&unit, account.id).await?.ok_or(Refusal::LinkOver)?;
    // A second request changes nothing, nor does one whose link expired while the hash was computed.
    if !recovery_links::use_up(&unit, &hashed, unit.now).await? {
        return Err(Refusal::LinkOver.into());
    }
    recovery_links::use_up_until(&unit, account.id, link.created_at, unit.now).await?;
    refund_request(cx, &unit, &link).await?;
    remove_added(&unit, (&account, &organisation), ticked).await?;
    let is_first = passwords::find(&unit, account.id).await?.is_none();
    replace(cx, &unit, &account, &hash).await?;
    let signed_in = match is_first && organisation.policy.offers(Method::Password) {
        true => Some(sign_in(cx, unit, &account, &organisation).await?),
        false => {
            unit.commit().await?;
            None
        }
    };
    metrics::counter!("portico_recoveries_total", "step" => "finished").increment(1);
    let is_default = is_default(&cx.app, &organisation).await?;
    Ok(Recovered { organisation, is_default, signed_in })
}

/// Signs in with the password that was just chosen, and commits. The message about the password is enough: there is none
/// about the sign-in.
async fn sign_in(
    cx: &RequestContext,
    unit: UnitOfWork<'_>,
    account: &Account,
    organisation: &Organisation,
) -> anyhow::Result<SignInOutcome> {
    let (method, is_expected) = (Method::Password, true);
    let authentication = Authentication { account, organisation, method, is_expected, was_here: None, return_to: None };
    complete_by_link(cx, unit, authentication).await
}

/// Gives back what the link cost, if it is used from the client address that requested it.
pub(super) async fn refund_request(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    link: &RecoveryLink,
) -> anyhow::Result<()> {
    let asking = (limits::RECOVERIES_PER_CLIENT_AND_HOUR, Subject::Client(link.organisation, cx.client));
    unit.refund_cost(asking, link.cost).await
}

/// The organisation of a link that has just set this password, for a form that was posted twice. `None`: the link was
/// used longer ago, or set another password. Counts like a new password, because it costs as much and tells whether
/// the password is right.
pub async fn changed_just_now(
    cx: &RequestContext,
    token: &str,
    password: Password,
) -> Result<Option<(Organisation, bool)>, Failure> {
    let Some((link, account, organisation)) = read(&cx.app, token, LinkPurpose::NewPassword).await? else {
        return Ok(None);
    };
    let now = cx.app.clock.now();
    if link.used_at.is_none_or(|at| now >= at + DOUBLE_CLICK) {
        return Ok(None);
    }
    let limit = limits::NEW_PASSWORDS_PER_CLIENT_AND_HOUR;
    let counted = new_passwords::consume(cx, organisation.id, limit, Some(&password)).await?;
    let unit = cx.begin().await?;
    let stored = passwords::find(&unit, account.id).await?.map(PasswordHash::from);
    unit.rollback().await?;
    if counted.settle(cx, cx.app.hasher.verify(password, stored).await).await? == Verified::No {
        return Ok(None);
    }
    let is_default = is_default(&cx.app, &organisation).await?;
    Ok(Some((organisation, is_default)))
}

/// Sets the new password, ends temporary passwords and every session, lifts the lockout, and notifies the user. The
/// caller has ended the pending sign-ins and locked the account.
pub(super) async fn replace(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: &Account,
    hash: &PasswordHash,
) -> anyhow::Result<()> {
    passwords::set(unit, account.id, hash.expose(), unit.now).await?;
    temporary_passwords::end_all(unit, account.id, unit.now).await?;
    password_reset_grants::end_all(unit, account.id).await?;
    lift_lockout_and_forget_browsers(cx, unit, account).await?;
    sessions::end_all(unit, account.id, unit.now).await?;
    unit.record(AuditEventKind::PasswordRecovered, AuditSubject::own(account)).await?;
    let content = Content::PasswordChanged {
        at: unit.now,
        zone: account.zone().map(str::to_owned),
        browser: unit.browser_name(),
        ip_address: unit.client_address(),
        token: Some(unit.alert(Some(account.id), AuditEventKind::PasswordRecovered).await?),
    };
    unit.tell(account, unit.language_for(Some(account)), &content, unit.now + NEWS_FOR).await
}

/// Lifts the lockout, because the user has proved control of the mailbox, and the limit on wrong codes in a row. The
/// hourly pause after wrong codes stays. Forgets the known browsers, which knew the old password, except this one.
async fn lift_lockout_and_forget_browsers(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: &Account,
) -> anyhow::Result<()> {
    let this = find_known_browser(cx, unit, Some(account.id)).await?;
    let known = known_browsers::of_account(unit, account.id).await?;
    forget_failures(unit, &unit.app.keys, account, &known).await?;
    let guesses = costs_of_account(account, &known, &[limits::WRONG_PER_ADDRESS_IN_A_ROW]);
    unit.refund(&guesses).await?;
    for browser in known.iter().filter(|&browser| Some(browser) != this.as_ref()) {
        known_browsers::forget(unit, browser, account.id).await?;
    }
    Ok(())
}

/// A link with its account. `None` also if the address had no account, or if the account can no longer sign in.
pub(super) async fn read(
    app: &AppContext,
    token: &str,
    purpose: LinkPurpose,
) -> anyhow::Result<Option<(RecoveryLink, Account, Organisation)>> {
    let Some(hash) = Token::hash_of(token) else { return Ok(None) };
    let Some(link) = recovery_links::read(&app.store, &hash, purpose).await? else { return Ok(None) };
    let Some(account) = link.account else { return Ok(None) };
    let Some(account) = accounts::find_by_id(&app.store, account).await? else { return Ok(None) };
    let organisation = organisations::find_by_id(&app.store, link.organisation).await?;
    Ok(Some((link, account, organisation.context("the organisation of a link is gone")?)))
}
