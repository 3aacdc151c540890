//! Completing the first step of a sign-in: asks for the second step if one is needed, else starts a session.

use super::second_step::{self, BegunSecondStep};
use super::session::{Authentication, StartedSession, start_session};
use crate::{codes::VerifiedChallenge, prelude::*};
use domain::policy::StillNeeded;
use store::pending_sign_ins::PendingSignIn;

/// What a successful first step led to.
#[derive(Debug)]
pub enum SignInOutcome {
    /// Signed in.
    SignedIn(StartedSession),
    /// The second step is still to come; there is no session yet.
    SecondStep(Box<BegunSecondStep>),
}

/// Starts the session, or begins the second step if the account needs one and this browser may not skip it. Commits,
/// and then sends the code if the second step begins with one.
pub async fn complete_sign_in(
    cx: &RequestContext,
    unit: UnitOfWork<'_>,
    authentication: Authentication<'_>,
) -> anyhow::Result<SignInOutcome> {
    let needed = second_step::needed_by(&unit, authentication).await?;
    let is_second_step_skipped = second_step::may_skip_second_step(cx, &unit, authentication, &needed).await?;
    if is_second_step_skipped || needed == StillNeeded::Nothing {
        let started = start_session(cx, &unit, authentication, is_second_step_skipped).await?;
        unit.commit().await?;
        return Ok(SignInOutcome::SignedIn(started));
    }
    let begun = second_step::begin(&unit, authentication, needed).await?;
    unit.commit().await?;
    Ok(SignInOutcome::SecondStep(Box::new(second_step::send_first_code(cx, begun).await?)))
}

/// Does what `complete_sign_in` does after a link that came to the account's mailbox, or from the operator. It has shown
/// all that a second step by code would show, so such a code is not asked for, nor sent. Every other second step is.
pub async fn complete_by_link(
    cx: &RequestContext,
    unit: UnitOfWork<'_>,
    authentication: Authentication<'_>,
) -> anyhow::Result<SignInOutcome> {
    if second_step::needed_by(&unit, authentication).await? != StillNeeded::Answer(vec![SecondFactor::Codes]) {
        return complete_sign_in(cx, unit, authentication).await;
    }
    let started = start_session(cx, &unit, authentication, true).await?;
    unit.commit().await?;
    Ok(SignInOutcome::SignedIn(started))
}

/// Signs in to the account of a verified challenge, and commits. `pending` is the sign-in whose second step the code
/// answers, and whether to remember this browser. Refuses with `SignInOver` if the pending sign-in has ended.
pub async fn complete_with_code(
    cx: &RequestContext,
    unit: UnitOfWork<'_>,
    verified: VerifiedChallenge,
    pending: Option<(PendingSignIn, bool)>,
) -> Result<SignInOutcome, Failure> {
    let (challenge, account) = (verified.challenge(), verified.account());
    let organisation = organisations::find_in(&unit, account.organisation).await?;
    let organisation = &organisation.context("the organisation of an account is gone")?;
    if let Some((pending, remember)) = pending {
        let finished = second_step::finish(cx, &unit, pending, (account, organisation), remember).await?;
        let started = finished.ok_or(Refusal::SignInOver)?;
        unit.commit().await?;
        return Ok(SignInOutcome::SignedIn(started));
    }
    let (method, return_to) = (Method::by_code(challenge.destination.channel()), challenge.return_to.as_ref());
    let is_expected = verified.is_known_browser() || challenge.purpose == Purpose::SignUp;
    let authentication = Authentication { account, organisation, method, is_expected, was_here: None, return_to };
    let is_new = challenge.purpose == Purpose::SignUp;
    Ok(match complete_sign_in(cx, unit, authentication).await? {
        SignInOutcome::SignedIn(started) => SignInOutcome::SignedIn(StartedSession { is_new, ..started }),
        second_step => second_step,
    })
}
