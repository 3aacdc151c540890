//! The user's own passkeys: adding, renaming and removing one, and reauthentication with one.

use super::authenticator::may_turn_off;
use super::change::{Changed, complete_change, renewed};
use super::reauthentication;
use crate::account::{RecentlyAuthenticated, lock_rows};
use crate::attempts::{find_known_browser, sound_alarm_when_many_guess};
use crate::contact_details::demand_way_in;
use crate::onboarding;
use crate::passkeys::{self, Answered, IssuedPasskeyRequest, Registered};
use crate::password_attempts::costs_of_passkey;
use crate::prelude::*;
use crate::second_step::{self, recovery_codes};
use domain::{Credential, PasskeyId, PasskeyName, onboarding::Outcome, refusal::PasskeyRefusal};
use store::{passkey_requests::Purpose, passkeys as stored};

/// Starts the registration of a passkey. Refuses with `NotOffered` if the policy has no passkeys or
/// the account has too many.
pub async fn ask_to_make_passkey(
    cx: &RequestContext,
    user: RecentlyAuthenticated<'_>,
) -> Result<IssuedPasskeyRequest, Failure> {
    let signed_in = user.signed_in();
    let organisation = &signed_in.organisation;
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let asked = passkeys::ask_to_make(cx, &unit, organisation, &account).await?;
    unit.commit().await?;
    Ok(asked)
}

/// Finishes the registration of a passkey. Refuses with `NotOffered` if the policy has no passkeys, and with
/// `PasskeyRefusal::Invalid` if the browser's answer is wrong.
pub async fn add_passkey(
    cx: &RequestContext,
    user: RecentlyAuthenticated<'_>,
    name: &PasskeyName,
    registered: Registered<'_>,
) -> Result<Changed, Failure> {
    let signed_in = user.signed_in();
    if !passkeys::may_have(&cx.app, &signed_in.organisation.policy) {
        return Err(Refusal::NotOffered.into());
    }
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    passkeys::make(cx, &unit, &account, name, registered).await?;
    if signed_in.organisation.policy.second_step.takes(SecondFactor::Passkey) {
        recovery_codes::make_if_none(&unit, &account).await?;
        onboarding::record(&unit, &account, Step::SecondStep, Outcome::Done).await?;
    }
    complete_change(unit, signed_in, &account, AuditEventKind::PasskeyAdded).await
}

/// Renames a passkey. Refuses with `NotFound` if the account has no such passkey.
pub async fn rename_passkey(
    cx: &RequestContext,
    signed_in: &SignedIn,
    id: PasskeyId,
    name: &PasskeyName,
) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    if !stored::rename(&unit, account.id, id, name).await? {
        return Err(Refusal::NotFound.into());
    }
    unit.record(AuditEventKind::PasskeyRenamed, AuditSubject::own(&signed_in.account)).await?;
    Ok(unit.commit().await?)
}

/// Removes a passkey. Refuses with `LastWayIn` if the user could not sign in without it, and with `NotFound` if the
/// account has no such passkey.
pub async fn remove_passkey(
    cx: &RequestContext,
    user: RecentlyAuthenticated<'_>,
    id: PasskeyId,
) -> Result<Changed, Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let before = second_step::ways_of(&unit, account.id).await?;
    if !stored::remove(&unit, account.id, id).await? {
        return Err(Refusal::NotFound.into());
    }
    if !stored::has_any(&unit, account.id).await? {
        demand_way_in(&unit, &signed_in.organisation, &account, Credential::Passkey).await?;
        if !may_turn_off(signed_in, &before, SecondFactor::Passkey) {
            return Err(Refusal::LastWayIn.into());
        }
        second_step::forget_lone_codes(&unit, account.id).await?;
    }
    complete_change(unit, signed_in, &account, AuditEventKind::PasskeyRemoved).await
}

/// Starts reauthentication with a passkey. Refuses with `NotOffered` if the account has none.
pub async fn ask_to_reauthenticate(cx: &RequestContext, signed_in: &SignedIn) -> Result<IssuedPasskeyRequest, Failure> {
    let account = &signed_in.account;
    let unit = cx.begin().await?;
    let asked = passkeys::ask_for_own(cx, &unit, account, Purpose::Reauthentication).await?;
    unit.commit().await?;
    Ok(asked)
}

/// Finishes reauthentication with a passkey. Attempts count against the rate limits of signing in. Refuses with
/// `PasskeyRefusal::Invalid` or `TooManyAttempts`.
pub async fn reauthenticate_with_passkey(
    cx: &RequestContext,
    signed_in: &SignedIn,
    answered: Answered<'_>,
) -> Result<Changed, Failure> {
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let known_browser = find_known_browser(cx, &unit, Some(account.id)).await?;
    let known = known_browser.as_ref().map(|browser| (&account, browser));
    let costs = costs_of_passkey(cx, account.organisation, known);
    unit.consume(&costs).await??;
    let is_right = passkeys::accepts(cx, &unit, Purpose::Reauthentication, account.id, &answered).await?;
    if !is_right {
        sound_alarm_when_many_guess(&unit).await?;
        let (organisation, whom) = (&signed_in.organisation, Some(account.id));
        passkeys::record_refused(&unit, organisation, whom, AuditEventKind::ReauthenticationRefused).await?;
        unit.commit().await?;
        return Err(Refusal::Passkey(PasskeyRefusal::Invalid).into());
    }
    unit.refund(&costs).await?;
    let session = reauthentication::record(&unit, signed_in, Method::Passkey).await?;
    unit.commit().await?;
    Ok(renewed(signed_in, session))
}
