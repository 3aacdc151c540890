//! The signed-in account, what it may do, its audit events, and signing out.

use super::RequestContext;
use super::second_step::{self, Enrolled};
use crate::unit_of_work::{Actor, UnitOfWork};
use crate::{app_context::AppContext, audit::AuditSubject, failure::Failure};
use domain::policy::{SecondFactor, SessionRules};
use domain::{AccountId, AuditEventKind, OrganisationId, Refusal, Seconds, Timestamp};
use std::sync::Arc;
use store::accounts::{self, Account, Role};
use store::audit::{self as stored_audit, AuditEvents};
use store::organisations::Organisation;
use store::sessions::{self, Session, SessionWithAccount};
use store::{Cursor, TokenHash, challenges};

/// How old a session's "last seen" may be before it is written again. Once a minute is enough, except for sessions that
/// end after a few idle minutes.
fn seen_every(rules: SessionRules) -> Seconds {
    Seconds((rules.idle.0 / 4).min(60))
}

/// An account whose session is alive. `current` makes it.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: Account,
    pub organisation: Organisation,
    /// Whether the organisation's pages have no slug in their path.
    pub is_default: bool,
    pub session: Session,
    /// `None`: the account has no password.
    pub password_changed_at: Option<Timestamp>,
    pub enrolled: Enrolled,
    /// `None`: no authenticator app is set up.
    pub authenticator_since: Option<Timestamp>,
}

/// How long a reauthentication counts as recent (ASVS 5.0.0, 7.5.1).
const FRESH: Seconds = Seconds::minutes(10);

/// A signed-in account that has reauthenticated recently. `recently_authenticated` and
/// `recently_authenticated_with_password` check that.
#[derive(Clone, Copy, Debug)]
pub struct RecentlyAuthenticated<'a>(&'a SignedIn);

impl<'a> RecentlyAuthenticated<'a> {
    /// The account and its session.
    pub const fn signed_in(self) -> &'a SignedIn {
        self.0
    }
}

/// A signed-in admin of an organisation. `as_admin` checks that.
#[derive(Clone, Copy, Debug)]
pub struct AsAdmin<'a>(&'a SignedIn);

impl<'a> AsAdmin<'a> {
    /// The admin's account and session.
    pub const fn signed_in(self) -> &'a SignedIn {
        self.0
    }
}

/// Refuses with `NotAllowed` unless the account is an admin.
pub fn as_admin(signed_in: &SignedIn) -> Result<AsAdmin<'_>, Failure> {
    match signed_in.account.role {
        Role::Admin => Ok(AsAdmin(signed_in)),
        Role::Member => Err(Refusal::NotAllowed.into()),
    }
}

/// Refuses with `ReauthenticationRequired` unless the account has reauthenticated recently with a strong method: its
/// password or a passkey. Access to a mailbox or a phone alone must not be enough to change the email address. An
/// account without a password may have used any method.
pub fn recently_authenticated_with_password<'a>(
    app: &AppContext,
    signed_in: &'a SignedIn,
) -> Result<RecentlyAuthenticated<'a>, Failure> {
    let is_fresh = app.clock.now() < signed_in.session.strong_auth_at + FRESH;
    match signed_in.password_changed_at {
        Some(_) if !is_fresh => Err(Refusal::ReauthenticationRequired.into()),
        Some(_) => Ok(RecentlyAuthenticated(signed_in)),
        None => recently_authenticated(app, signed_in),
    }
}

/// Refuses with `ReauthenticationRequired` unless the account has signed in or reauthenticated within the last ten
/// minutes.
pub fn recently_authenticated<'a>(
    app: &AppContext,
    signed_in: &'a SignedIn,
) -> Result<RecentlyAuthenticated<'a>, Failure> {
    if app.clock.now() < signed_in.session.reauthenticated_at + FRESH {
        Ok(RecentlyAuthenticated(signed_in))
    } else {
        Err(Refusal::ReauthenticationRequired.into())
    }
}

/// The session of this request, if it has not ended. It may have expired.
async fn find_session(cx: &RequestContext) -> anyhow::Result<Option<Arc<SessionWithAccount>>> {
    let Some(token) = &cx.session else { return Ok(None) };
    sessions::find_by_token(&cx.app.store, &token.hash(), cx.app.clock.now()).await
}

fn is_alive(found: &SessionWithAccount, now: Timestamp) -> bool {
    found.organisation.policy.session.is_alive(found.session.created_at, found.session.last_seen_at, now)
}

fn ways_of(found: &SessionWithAccount) -> Vec<SecondFactor> {
    second_step::ways(found.has_passkey, found.authenticator_since.is_some())
}

/// Whether the organisation has required a second step since the session began. The user then has to sign in again, and
/// sets it up or completes it on the way.
fn lacks_second_step(found: &SessionWithAccount) -> bool {
    let (session, rules) = (&found.session, &found.organisation.policy.second_step);
    !session.is_by_passkey && !rules.is_satisfied(&ways_of(found), session.took_second_step)
}

/// The organisation because of whose second step the user of this request has to sign in again. `None`: there is no
/// session, it is over, or it may continue.
pub async fn second_step_asked_by(cx: &RequestContext) -> anyhow::Result<Option<OrganisationId>> {
    let now = cx.app.clock.now();
    let found = find_session(cx).await?.filter(|found| is_alive(found, now) && lacks_second_step(found));
    Ok(found.map(|found| found.organisation.id))
}

/// Whether a session that has not ended still counts: it has not expired, and it has taken the second step that the
/// organisation now requires. Writes nothing.
pub(crate) fn is_current(found: &SessionWithAccount, now: Timestamp) -> bool {
    is_alive(found, now) && !lacks_second_step(found)
}

/// Whether a token is that of a session of this account that still counts, see `is_current`.
pub(crate) async fn has_current_session(
    unit: &UnitOfWork<'_>,
    account: AccountId,
    token: &TokenHash,
) -> anyhow::Result<bool> {
    let found = sessions::find_by_token_in(unit, token).await?;
    Ok(found.is_some_and(|found| found.account.id == account && is_current(&found, unit.now)))
}

/// Whether it is time to write down that the session was seen.
fn is_seen_long_ago(found: &SessionWithAccount, now: Timestamp) -> bool {
    now >= found.session.last_seen_at + seen_every(found.organisation.policy.session)
}

/// Updates when the session was last seen, in the transaction of the use case.
pub(crate) async fn note_seen(unit: &UnitOfWork<'_>, found: &SessionWithAccount) -> anyhow::Result<()> {
    if is_seen_long_ago(found, unit.now) {
        sessions::touch(unit, found.session.id, unit.now).await?;
    }
    Ok(())
}

/// Whether a session that has not ended may go on, see `is_current`. Updates when it was last seen.
pub(crate) async fn may_continue(app: &AppContext, found: &SessionWithAccount) -> anyhow::Result<bool> {
    let now = app.clock.now();
    if !is_current(found, now) {
        return Ok(false);
    }
    if is_seen_long_ago(found, now) {
        let unit = app.begin(Actor::System).await?;
        sessions::touch(&unit, found.session.id, unit.now).await?;
        unit.commit().await?;
    }
    Ok(true)
}

/// The account of this request's session. `None`: there is no session, it is over, or the organisation now requires a
/// second step that the session has not taken. Updates when the session was last seen. The browser of this request says
/// better than the last sign-in in which time zone it is.
pub async fn current(cx: &RequestContext) -> anyhow::Result<Option<SignedIn>> {
    let Some(found) = find_session(cx).await? else { return Ok(None) };
    if !may_continue(&cx.app, &found).await? {
        return Ok(None);
    }
    let SessionWithAccount {
        session, account, organisation, is_first, password_changed_at, authenticator_since, ..
    } = &*found;
    let enrolled = Enrolled { ways: ways_of(&found), recovery_codes: found.recovery_codes };
    let is_default = match &cx.app.default_organisation {
        Some(slug) => *slug == organisation.slug,
        None => *is_first,
    };
    let mut account = account.clone();
    if cx.time_zone.is_some() {
        account.browser_time_zone.clone_from(&cx.time_zone);
    }
    Ok(Some(SignedIn {
        account,
        organisation: organisation.clone(),
        is_default,
        session: session.clone(),
        password_changed_at: *password_changed_at,
        enrolled,
        authenticator_since: *authenticator_since,
    }))
}

/// At most `most` events of the account, newest first and older than `before`. Messages are left out.
pub async fn activity(
    app: &AppContext,
    signed_in: &SignedIn,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<AuditEvents> {
    stored_audit::of_account(&app.store, signed_in.account.id, before, most).await
}

/// Locks the open challenges and the account of the user, in this order, so that nothing else changes the account until
/// this transaction ends. Fails with `SignedOut` if the session has ended.
pub async fn lock_rows(unit: &UnitOfWork<'_>, signed_in: &SignedIn) -> Result<Account, Failure> {
    challenges::lock_all(unit, signed_in.account.id).await?;
    let account = accounts::find_for_update(unit, signed_in.account.id).await?.ok_or(Failure::SignedOut)?;
    demand_session(unit, signed_in).await?;
    Ok(account)
}

/// Fails with `SignedOut` if the session has ended.
pub async fn demand_session(unit: &UnitOfWork<'_>, signed_in: &SignedIn) -> Result<(), Failure> {
    match sessions::is_open(unit, signed_in.session.id).await? {
        true => Ok(()),
        false => Err(Failure::SignedOut),
    }
}

/// Ends the session of this request, if there is one. `signed_in` is the account of that session.
pub async fn sign_out(cx: &RequestContext, signed_in: Option<&SignedIn>) -> anyhow::Result<()> {
    if let Some(token) = &cx.session {
        let unit = cx.begin().await?;
        sessions::end(&unit, &token.hash(), unit.now).await?;
        if let Some(signed_in) = signed_in {
            unit.record(AuditEventKind::SignedOut, AuditSubject::own(&signed_in.account)).await?;
        }
        unit.commit().await?;
    }
    Ok(())
}
