//! The authenticator app and the recovery codes of a signed-in user.

use super::change::{Changed, complete_change};
use crate::account::{RecentlyAuthenticated, lock_rows};
use crate::onboarding;
use crate::prelude::*;
use crate::second_step::authenticator::{self, Enrolment};
use crate::second_step::{self, Enrolled, recovery_codes};
use domain::{RecoveryCode, onboarding::Outcome, policy::SecondStepRule};
use store::{authenticators, recovery_codes as stored_codes};

/// Whether a second factor may be removed: not the last usable one where the policy requires a second step.
pub fn may_turn_off(signed_in: &SignedIn, enrolled: &Enrolled, way: SecondFactor) -> bool {
    let rules = &signed_in.organisation.policy.second_step;
    let stays = |other: &SecondFactor| *other != way && rules.takes(*other);
    let has_other = rules.takes(SecondFactor::Codes) || enrolled.ways.iter().any(stays);
    rules.rule != SecondStepRule::Required || !rules.takes(way) || has_other
}

/// Creates a secret for an app, which has no effect until its first code is confirmed. Refuses with `NotOffered` if the
/// policy does not include authenticator apps.
pub async fn begin_authenticator(cx: &RequestContext, user: RecentlyAuthenticated<'_>) -> Result<(), Failure> {
    let signed_in = user.signed_in();
    let rules = &signed_in.organisation.policy.second_step;
    if !rules.takes(SecondFactor::Authenticator) {
        return Err(Refusal::NotOffered.into());
    }
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    authenticator::begin(&unit, account.id).await?;
    Ok(unit.commit().await?)
}

/// What the user needs for the app that is being set up; `None`: none is.
pub async fn waiting_authenticator(
    app: &AppContext,
    user: RecentlyAuthenticated<'_>,
) -> anyhow::Result<Option<Enrolment>> {
    let signed_in = user.signed_in();
    authenticator::waiting(app, &signed_in.account, &signed_in.organisation).await
}

/// Turns the app on if this is its code. An account without unused recovery codes gets new ones. Refuses with
/// `CodeRefusal::Invalid` or `CodeRefusal::ClockIsOff`, and with `CodeRefusal::Expired` if no app is being set up.
pub async fn turn_on_authenticator(
    cx: &RequestContext,
    user: RecentlyAuthenticated<'_>,
    code: &OneTimeCode,
) -> Result<Changed, Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    authenticator::confirm(&unit, account.id, code).await?;
    recovery_codes::make_if_none(&unit, &account).await?;
    onboarding::record(&unit, &account, Step::SecondStep, Outcome::Done).await?;
    complete_change(unit, signed_in, &account, AuditEventKind::AuthenticatorTurnedOn).await
}

/// Turns the app off. The recovery codes are deleted together with the last second factor. Refuses with `NotFound` if
/// no app is on, and with `NotOffered` if `may_turn_off` forbids it.
pub async fn turn_off_authenticator(cx: &RequestContext, user: RecentlyAuthenticated<'_>) -> Result<Changed, Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let enrolled = second_step::ways_of(&unit, account.id).await?;
    if !enrolled.ways.contains(&SecondFactor::Authenticator) {
        return Err(Refusal::NotFound.into());
    }
    if !may_turn_off(signed_in, &enrolled, SecondFactor::Authenticator) {
        return Err(Refusal::NotOffered.into());
    }
    authenticators::remove(&unit, account.id).await?;
    second_step::forget_lone_codes(&unit, account.id).await?;
    complete_change(unit, signed_in, &account, AuditEventKind::AuthenticatorTurnedOff).await
}

/// Replaces all recovery codes by new ones. Refuses with `NotOffered` if the account has no second factor
/// that they could replace.
pub async fn renew_recovery_codes(cx: &RequestContext, user: RecentlyAuthenticated<'_>) -> Result<Changed, Failure> {
    let signed_in = user.signed_in();
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    if second_step::ways_of(&unit, account.id).await?.ways.is_empty() {
        return Err(Refusal::NotOffered.into());
    }
    recovery_codes::make(&unit, &account).await?;
    complete_change(unit, signed_in, &account, AuditEventKind::RecoveryCodesMade).await
}

/// New recovery codes that the user has not acknowledged yet; `None`: there are none, or they are no longer shown.
pub async fn fresh_recovery_codes(
    app: &AppContext,
    user: RecentlyAuthenticated<'_>,
) -> anyhow::Result<Option<Vec<RecoveryCode>>> {
    let signed_in = user.signed_in();
    recovery_codes::sheet(app, signed_in.account.id).await
}

/// The user has saved the new recovery codes: they are not shown again.
pub async fn put_recovery_codes_away(cx: &RequestContext, signed_in: &SignedIn) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    stored_codes::put_away(&unit, account.id).await?;
    Ok(unit.commit().await?)
}
