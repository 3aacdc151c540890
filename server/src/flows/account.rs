//! Who is signed in, and the way out.

use super::{
    Visitor,
    audit::{self, Noted},
    second_step::{self, Enrolled},
};
use crate::{
    failure::Failure,
    house::House,
    store::{
        Transaction,
        accounts::{Account, Role},
        organisations::Organisation,
        sessions::{self, Found, Session},
    },
};
use domain::{Activity, Method, Seconds, Timestamp, session::SessionRules, sign_in::SignInError};

/// How stale a session's "last seen" may be: a write a minute is plenty, but for those that end after a few idle minutes.
fn seen_every(rules: SessionRules) -> Seconds {
    Seconds((rules.idle.0 / 4).min(60))
}

/// Somebody whose session is alive. The only way to get one is to ask `current`.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: Account,
    pub organisation: Organisation,
    /// Whether the organisation's pages are the ones without a slug.
    pub is_default: bool,
    pub session: Session,
    /// `None`: there is no password.
    pub password_changed_at: Option<Timestamp>,
    pub enrolled: Enrolled,
    /// `None`: there is no authenticator app.
    pub authenticator_since: Option<Timestamp>,
}

/// How long a proof of who it is counts as fresh (ASVS 5.0.0, 7.5.1).
const FRESH: Seconds = Seconds::minutes(10);

/// Somebody who proved a moment ago who they are. The only way to get one is to ask `recently_proven`.
#[derive(Clone, Copy, Debug)]
pub struct RecentlyProven<'a>(pub &'a SignedIn);

/// An admin of their organisation. The only way to get one is to ask `as_admin`.
#[derive(Clone, Copy, Debug)]
pub struct AsAdmin<'a>(pub &'a SignedIn);

/// Demands an admin.
pub fn as_admin(signed_in: &SignedIn) -> Result<AsAdmin<'_>, Failure<SignInError>> {
    match signed_in.account.role {
        Role::Admin => Ok(AsAdmin(signed_in)),
        Role::Member => Err(Failure::Refused(SignInError::NotAllowed)),
    }
}

/// Demands that the fresh proof was the password, where there is one: a mailbox or a phone alone is not to bring another
/// address.
pub fn recently_proven_with_password<'a>(
    house: &House,
    signed_in: &'a SignedIn,
) -> Result<RecentlyProven<'a>, Failure<SignInError>> {
    let is_fresh = house.clock.now() < signed_in.session.password_proven_at + FRESH;
    match signed_in.password_changed_at {
        Some(_) if !is_fresh => Err(Failure::Refused(SignInError::ProofNeeded)),
        Some(_) => Ok(RecentlyProven(signed_in)),
        None => recently_proven(house, signed_in),
    }
}

/// Demands a fresh proof.
pub fn recently_proven<'a>(house: &House, signed_in: &'a SignedIn) -> Result<RecentlyProven<'a>, Failure<SignInError>> {
    if house.clock.now() < signed_in.session.proven_at + FRESH {
        Ok(RecentlyProven(signed_in))
    } else {
        Err(Failure::Refused(SignInError::ProofNeeded))
    }
}

/// The person whose session this browser holds, if it is still alive.
pub async fn current(house: &House, visitor: &Visitor) -> anyhow::Result<Option<SignedIn>> {
    let Some(token) = &visitor.session else { return Ok(None) };
    let now = house.clock.now();
    let Some(found) = sessions::find_by_token(&house.store, &token.hash(), now).await? else { return Ok(None) };
    let Found { session, account, organisation, is_first, password_changed_at, authenticator_since, .. } = &*found;
    let rules = organisation.policy.session;
    if !rules.is_alive(session.created_at, session.last_seen_at, now) {
        return Ok(None);
    }
    let enrolled = Enrolled {
        ways: second_step::ways(found.has_passkey, authenticator_since.is_some()),
        recovery_codes: found.recovery_codes,
    };
    // Who is in already signs in again where a second step is required since then, and sets it up or takes it on the way.
    let second_step = &organisation.policy.second_step;
    if !session.is_by_passkey && !second_step.is_satisfied(&enrolled.ways, session.took_second_step) {
        return Ok(None);
    }
    if now >= session.last_seen_at + seen_every(rules) {
        let transaction = house.store.begin().await?;
        sessions::touch(&transaction, session.id, now).await?;
        house.store.commit(transaction).await?;
    }
    let is_default = match &house.default_organisation {
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

/// Ends this browser's session, if it has one, and says whose it was.
pub async fn sign_out(house: &House, visitor: &Visitor) -> anyhow::Result<Option<SignedIn>> {
    let was = current(house, visitor).await?;
    if let Some(token) = &visitor.session {
        let now = house.clock.now();
        let transaction = house.store.begin().await?;
        sessions::end(&transaction, &token.hash(), now).await?;
        if let Some(was) = &was {
            note_own(house, &transaction, visitor, was, Activity::SignedOut, now).await?;
        }
        house.store.commit(transaction).await?;
    }
    Ok(was)
}

/// Notes what somebody did to their own account.
pub(super) async fn note_own(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    signed_in: &SignedIn,
    activity: Activity,
    now: Timestamp,
) -> anyhow::Result<()> {
    note_own_by(house, transaction, visitor, signed_in, activity, None, now).await
}

/// The same, with a method.
pub(super) async fn note_own_by(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    signed_in: &SignedIn,
    activity: Activity,
    method: Option<Method>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let noted = Noted { detail: method.map(Method::name), ..Noted::own(&signed_in.account, activity) };
    audit::note(house, transaction, Some(visitor), noted, now).await
}
