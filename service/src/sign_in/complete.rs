//! Completing the first step of a sign-in: asks for the second step if one is needed, else starts a session.

use super::{
    second_step::{self, Half},
    session::{Entering, SignedIn, let_in},
};
use crate::{
    RequestContext,
    codes::{VerifiedChallenge, method_of},
    failure::Failure,
};
use anyhow::Context as _;
use domain::{Refusal, Timestamp, policy::StillNeeded};
use store::{Transaction, challenges::Purpose, organisations, pending_sign_ins::PendingSignIn};

/// What a successful first step led to.
#[derive(Debug)]
pub enum Entered {
    /// Signed in.
    In(SignedIn),
    /// The second step is still to come; there is no session yet.
    Half(Box<Half>),
}

/// Starts the session, or begins the second step if the account needs one and this browser may not skip it.
pub async fn enter(
    cx: &RequestContext,
    transaction: &Transaction,
    entering: Entering<'_>,
    now: Timestamp,
) -> anyhow::Result<Entered> {
    let needed = second_step::needed_by(transaction, entering).await?;
    let is_spared = second_step::is_spared(transaction, cx, entering, &needed, now).await?;
    Ok(match needed {
        needed if is_spared || needed == StillNeeded::Nothing => {
            Entered::In(let_in(cx, transaction, entering, is_spared, now).await?)
        }
        needed => Entered::Half(Box::new(second_step::begin(&cx.app, transaction, entering, needed, now).await?)),
    })
}

/// Signs in to the account of a verified challenge, and commits. `pending` is the sign-in whose second step the code
/// answers, and whether to remember this browser. Refuses with `SignInOver` if the pending sign-in has ended.
pub async fn complete_with_code(
    cx: &RequestContext,
    transaction: Transaction,
    verified: VerifiedChallenge,
    pending: Option<(PendingSignIn, bool)>,
    now: Timestamp,
) -> Result<Entered, Failure> {
    let (challenge, account) = (verified.challenge(), verified.account());
    let organisation = organisations::find_in(&transaction, account.organisation).await?;
    let organisation = &organisation.context("the organisation of an account is gone")?;
    let entered = match pending {
        Some((half, remember)) => {
            let finished = second_step::finish(cx, &transaction, half, (account, organisation), remember, now).await?;
            Entered::In(finished.ok_or(Refusal::SignInOver)?)
        }
        None => {
            let (method, return_to) = (method_of(challenge), challenge.return_to.as_ref());
            let is_expected = verified.is_known_browser() || challenge.purpose == Purpose::SignUp;
            let entering = Entering { account, organisation, method, is_expected, was_here: None, return_to };
            enter(cx, &transaction, entering, now).await?
        }
    };
    Ok(commit(cx, transaction, entered).await?)
}

/// Commits what `enter` wrote. If the second step begins with a code, sends it.
pub async fn commit(cx: &RequestContext, transaction: Transaction, entered: Entered) -> anyhow::Result<Entered> {
    cx.app.store.commit(transaction).await?;
    send_code(cx, entered).await
}

/// Sends the code if the second step begins with one. Call it after the first step was committed.
pub async fn send_code(cx: &RequestContext, entered: Entered) -> anyhow::Result<Entered> {
    match entered {
        Entered::In(_) => Ok(entered),
        Entered::Half(half) => Ok(Entered::Half(Box::new(second_step::with_code(cx, *half).await?))),
    }
}
