//! Completing the first step of a sign-in: asks for the second step if one is needed, else starts a session.

use super::{
    second_step::{self, Half},
    session::{Authentication, StartedSession, start_session},
};
use crate::{
    RequestContext,
    codes::{VerifiedChallenge, method_of},
    failure::Failure,
    unit_of_work::UnitOfWork,
};
use anyhow::Context as _;
use domain::{Refusal, policy::StillNeeded};
use store::{challenges::Purpose, organisations, pending_sign_ins::PendingSignIn};

/// What a successful first step led to.
#[derive(Debug)]
pub enum SignInOutcome {
    /// Signed in.
    SignedIn(StartedSession),
    /// The second step is still to come; there is no session yet.
    SecondStep(Box<Half>),
}

/// Starts the session, or begins the second step if the account needs one and this browser may not skip it.
pub async fn complete_sign_in(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    authentication: Authentication<'_>,
) -> anyhow::Result<SignInOutcome> {
    let needed = second_step::needed_by(unit, authentication).await?;
    let is_spared = second_step::is_spared(cx, unit, authentication, &needed).await?;
    Ok(match needed {
        needed if is_spared || needed == StillNeeded::Nothing => {
            SignInOutcome::SignedIn(start_session(cx, unit, authentication, is_spared).await?)
        }
        needed => SignInOutcome::SecondStep(Box::new(second_step::begin(unit, authentication, needed).await?)),
    })
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
    let outcome = match pending {
        Some((half, remember)) => {
            let finished = second_step::finish(cx, &unit, half, (account, organisation), remember).await?;
            SignInOutcome::SignedIn(finished.ok_or(Refusal::SignInOver)?)
        }
        None => {
            let (method, return_to) = (method_of(challenge), challenge.return_to.as_ref());
            let is_expected = verified.is_known_browser() || challenge.purpose == Purpose::SignUp;
            let authentication =
                Authentication { account, organisation, method, is_expected, was_here: None, return_to };
            complete_sign_in(cx, &unit, authentication).await?
        }
    };
    Ok(commit(cx, unit, outcome).await?)
}

/// Commits what `complete_sign_in` wrote. If the second step begins with a code, sends it.
pub async fn commit(
    cx: &RequestContext,
    unit: UnitOfWork<'_>,
    outcome: SignInOutcome,
) -> anyhow::Result<SignInOutcome> {
    unit.commit().await?;
    send_code(cx, outcome).await
}

/// Sends the code if the second step begins with one. Call it after the first step was committed.
pub async fn send_code(cx: &RequestContext, outcome: SignInOutcome) -> anyhow::Result<SignInOutcome> {
    match outcome {
        SignInOutcome::SignedIn(_) => Ok(outcome),
        SignInOutcome::SecondStep(half) => {
            Ok(SignInOutcome::SecondStep(Box::new(second_step::with_code(cx, *half).await?)))
        }
    }
}
