//! The signed-in account, what it may do, its audit events, and signing out.

use super::{
    RequestContext,
    second_step::{self, Enrolled},
};
use crate::{app_context::AppContext, audit::AuditSubject, failure::Failure, unit_of_work::UnitOfWork};
use domain::{AuditEventKind, Refusal, Seconds, Timestamp, policy::SessionRules};
use store::{
    Cursor,
    accounts::{self, Account, Role},
    audit::{self as stored_audit, Events},
    challenges,
    organisations::Organisation,
    sessions::{self, Session, SessionWithAccount},
};

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
    pub const fn signed_in(self) -> &'a SignedIn {
        self.0
    }
}

/// A signed-in admin of an organisation. `as_admin` checks that.
#[derive(Clone, Copy, Debug)]
pub struct AsAdmin<'a>(&'a SignedIn);

impl<'a> AsAdmin<'a> {
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
    let is_fresh = app.clock.now() < signed_in.session.password_proven_at + FRESH;
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
    if app.clock.now() < signed_in.session.proven_at + FRESH {
        Ok(RecentlyAuthenticated(signed_in))
    } else {
        Err(Refusal::ReauthenticationRequired.into())
    }
}

/// The account of this request's session. `None`: there is no session, it is over, or the organisation now requires a
/// second step that the session has not taken. Updates when the session was last seen.
pub async fn current(cx: &RequestContext) -> anyhow::Result<Option<SignedIn>> {
    let Some(token) = &cx.session else { return Ok(None) };
    let now = cx.app.clock.now();
    let Some(found) = sessions::find_by_token(&cx.app.store, &token.hash(), now).await? else { return Ok(None) };
    let SessionWithAccount {
        session, account, organisation, is_first, password_changed_at, authenticator_since, ..
    } = &*found;
    let rules = organisation.policy.session;
    if !rules.is_alive(session.created_at, session.last_seen_at, now) {
        return Ok(None);
    }
    let enrolled = Enrolled {
        ways: second_step::ways(found.has_passkey, authenticator_since.is_some()),
        recovery_codes: found.recovery_codes,
    };
    // If the organisation has required a second step since this session began, the user has to sign in again, and sets
    // it up or completes it on the way.
    let second_step = &organisation.policy.second_step;
    if !session.is_by_passkey && !second_step.is_satisfied(&enrolled.ways, session.took_second_step) {
        return Ok(None);
    }
    if now >= session.last_seen_at + seen_every(rules) {
        let unit = cx.begin().await?;
        sessions::touch(&unit, session.id, unit.now).await?;
        unit.commit().await?;
    }
    let is_default = match &cx.app.default_organisation {
        Some(slug) => *slug == organisation.slug,
        None => *is_first,
    };
    Ok(Some(SignedIn {
        account: account.clone(),
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
) -> anyhow::Result<Events> {
    stored_audit::of_account(&app.store, signed_in.account.id, before, most).await
}

/// Locks the open challenges and the account of the user, in this order, so that nothing else changes the account until
/// this transaction ends. Fails with `SignedOut` if the session has ended.
pub async fn lock(unit: &UnitOfWork<'_>, signed_in: &SignedIn) -> Result<Account, Failure> {
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
