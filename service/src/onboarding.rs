//! Onboarding: the first visit of an invited user, step by step. Users can leave it at any time and continue on any
//! device; what they do in the settings in the meantime counts.

use super::account::lock_rows;
use crate::prelude::*;
use domain::onboarding::{Outcome, RequestedSteps};
use domain::policy::{Policy, SecondStepRule, StillNeeded};
use store::{Transaction, onboarding, temporary_passwords};

/// How far a user is in onboarding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnboardingProgress {
    /// All steps that apply to the user, each with its outcome; `None`: it is still to be taken.
    pub steps: Vec<(Step, Option<Outcome>)>,
    /// The first step that is still to be taken; `Step::Done` if none is.
    pub next: Step,
}

impl OnboardingProgress {
    /// Whether the user may open a step: it applies to them, and no earlier step is still to be taken.
    pub fn may_open(&self, step: Step) -> bool {
        let place = |wanted: Step| self.steps.iter().position(|(one, _)| *one == wanted);
        place(step).is_some_and(|at| place(self.next).is_some_and(|next| at <= next))
    }

    /// The step after the given one, and the step before it. `None`: there is none.
    pub fn next_and_previous(&self, step: Step) -> (Option<Step>, Option<Step>) {
        let Some(at) = self.steps.iter().position(|(one, _)| *one == step) else { return (None, None) };
        let step = |at: usize| self.steps.get(at).map(|(step, _)| *step);
        (step(at + 1), at.checked_sub(1).and_then(step))
    }
}

/// How far the user is. `None`: onboarding is finished, or the user was not invited.
pub fn progress(app: &AppContext, signed_in: &SignedIn) -> Option<OnboardingProgress> {
    let progress = signed_in.account.onboarding.as_ref()?;
    let requested =
        RequestedSteps { password: lacks_password(signed_in), ..requested_steps(app, &signed_in.organisation.policy) };
    let steps = progress.steps(requested);
    let next = progress.next(&steps);
    Some(OnboardingProgress { steps: steps.into_iter().map(|step| (step, progress.outcome(step))).collect(), next })
}

/// The steps that an organisation asks of a user who has set up nothing yet.
pub fn requested_steps(app: &AppContext, policy: &Policy) -> RequestedSteps {
    RequestedSteps {
        phone: app.takes_texts,
        second_step: policy.second_step.rule != SecondStepRule::Off,
        password: policy.offers(Method::Password),
    }
}

/// What the second step asks of the user at the next sign-in.
pub fn second_step(signed_in: &SignedIn) -> StillNeeded {
    signed_in.organisation.policy.second_step.still_needed(&signed_in.enrolled.ways)
}

fn lacks_password(signed_in: &SignedIn) -> bool {
    signed_in.organisation.policy.offers(Method::Password) && signed_in.password_changed_at.is_none()
}

/// Whether the only password of the account is the first one, which was generated and sent to the user.
pub async fn has_first_password(app: &AppContext, signed_in: &SignedIn) -> anyhow::Result<bool> {
    Ok(lacks_password(signed_in) && temporary_passwords::has_first(&app.store, signed_in.account.id).await?)
}

/// Leaves a step: as done if what it asks for is there, else as skipped. Refuses with `NotOffered` to skip a second
/// factor that the policy requires, and to leave the last step.
pub async fn skip_step(cx: &RequestContext, signed_in: &SignedIn, step: Step) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    let is_done = match step {
        Step::Profile => account.name.is_some(),
        Step::Phone => account.phone.as_ref().is_some_and(|phone| phone.is_verified),
        Step::SecondStep => match second_step(signed_in) {
            StillNeeded::Answer(_) => true,
            StillNeeded::Nothing => false,
            StillNeeded::SetUp(_) => return Err(Refusal::NotOffered.into()),
        },
        Step::Password => !lacks_password(signed_in),
        Step::Done => return Err(Refusal::NotOffered.into()),
    };
    record(&unit, &account, step, if is_done { Outcome::Done } else { Outcome::Skipped }).await?;
    Ok(unit.commit().await?)
}

/// Records the outcome of a step. Does nothing unless the account is in onboarding.
pub(super) async fn record(
    unit: &UnitOfWork<'_>,
    account: &Account,
    step: Step,
    outcome: Outcome,
) -> anyhow::Result<()> {
    let Some(mut progress) = account.onboarding.clone() else { return Ok(()) };
    progress.note(step, outcome);
    onboarding::keep(unit, account.id, &progress).await
}

/// Deletes the outcome of a step. Does nothing unless the account is in onboarding.
pub(super) async fn forget(transaction: &Transaction, account: &Account, step: Step) -> anyhow::Result<()> {
    let Some(mut progress) = account.onboarding.clone() else { return Ok(()) };
    progress.forget(step);
    onboarding::keep(transaction, account.id, &progress).await
}

/// Finishes onboarding. `false`: a step is still to be taken.
pub async fn finish(cx: &RequestContext, signed_in: &SignedIn) -> Result<bool, Failure> {
    if progress(&cx.app, signed_in).is_some_and(|progress| progress.next != Step::Done) {
        return Ok(false);
    }
    let unit = cx.begin().await?;
    let account = lock_rows(&unit, signed_in).await?;
    if account.onboarding.is_some() {
        onboarding::finish(&unit, account.id, unit.now).await?;
        unit.record(AuditEventKind::OnboardingFinished, AuditSubject::own(&signed_in.account)).await?;
        unit.commit().await?;
        metrics::counter!("portico_invitations_total", "step" => "welcomed").increment(1);
    }
    Ok(true)
}
