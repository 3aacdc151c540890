//! The onboarding of an invited user: steps that can be left and continued on any device.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

crate::named_enum! {
    /// A step of the onboarding, in this order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum Step {
        Profile = "profile",
        Phone = "phone",
        SecondStep = "second-step",
        /// A password that the user chooses, in the place of the one that was sent.
        Password = "password",
        Done = "done",
    }
}

/// Which steps the user is asked to take, besides `Profile` and `Done`, which are always there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestedSteps {
    pub phone: bool,
    pub second_step: bool,
    pub password: bool,
}

crate::named_enum! {
    /// The result of a step.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Outcome {
        Done = "done",
        Skipped = "skipped",
    }
}

/// The results of the steps so far. The database stores the text form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress(Vec<(Step, Outcome)>);

/// The text is no progress that this release knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a progress")]
pub struct NotAProgress;

impl Progress {
    /// The result of a step. `None`: it was not taken yet.
    pub fn outcome(&self, step: Step) -> Option<Outcome> {
        self.0.iter().find(|(one, _)| *one == step).map(|(_, outcome)| *outcome)
    }

    /// Records the result of a step. A step that is done stays done.
    pub fn note(&mut self, step: Step, outcome: Outcome) {
        match self.0.iter_mut().find(|(one, _)| *one == step) {
            Some((_, Outcome::Done)) => {}
            Some((_, old)) => *old = outcome,
            None => self.0.push((step, outcome)),
        }
    }

    /// Removes the result of a step, because what the user set up in it is gone.
    pub fn forget(&mut self, step: Step) {
        self.0.retain(|(one, _)| *one != step);
    }

    /// The steps of this user: those that are asked for, and those that already have a result.
    pub fn steps(&self, requested: RequestedSteps) -> Vec<Step> {
        let is_requested = |step| match step {
            Step::Profile | Step::Done => true,
            Step::Phone => requested.phone,
            Step::SecondStep => requested.second_step,
            Step::Password => requested.password,
        };
        Step::ALL.into_iter().filter(|step| is_requested(*step) || self.outcome(*step).is_some()).collect()
    }

    /// The first of these steps that has no result yet; `Done` if there is none.
    pub fn next(&self, steps: &[Step]) -> Step {
        steps.iter().copied().find(|step| self.outcome(*step).is_none()).unwrap_or(Step::Done)
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written: Vec<String> =
            self.0.iter().map(|(step, outcome)| format!("{}={}", step.name(), outcome.name())).collect();
        formatter.write_str(&written.join(","))
    }
}

impl FromStr for Progress {
    type Err = NotAProgress;

    fn from_str(text: &str) -> Result<Self, NotAProgress> {
        let read = |part: &str| {
            let (step, outcome) = part.split_once('=')?;
            Some((Step::of(step)?, Outcome::of(outcome)?))
        };
        let parts = text.split(',').filter(|part| !part.is_empty());
        parts.map(read).collect::<Option<_>>().map(Progress).ok_or(NotAProgress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_reads_back_as_it_was() {
        let mut progress = Progress::default();
        assert_eq!(progress.to_string().parse(), Ok(progress.clone()));
        progress.note(Step::Profile, Outcome::Done);
        progress.note(Step::Phone, Outcome::Skipped);
        progress.note(Step::SecondStep, Outcome::Done);
        assert_eq!(progress.to_string(), "profile=done,phone=skipped,second-step=done");
        assert_eq!(progress.to_string().parse(), Ok(progress));
        for text in ["profile", "profile=perhaps", "nose=done"] {
            assert_eq!(text.parse::<Progress>(), Err(NotAProgress), "{text}");
        }
    }

    #[test]
    fn what_was_skipped_can_be_done_and_what_is_done_stays_so() {
        let mut progress = Progress::default();
        progress.note(Step::Phone, Outcome::Skipped);
        progress.note(Step::Phone, Outcome::Done);
        progress.note(Step::Phone, Outcome::Skipped);
        assert_eq!(progress.outcome(Step::Phone), Some(Outcome::Done));
    }

    #[test]
    fn what_is_forgotten_is_asked_again() {
        let mut progress = Progress::default();
        progress.note(Step::Profile, Outcome::Done);
        progress.note(Step::SecondStep, Outcome::Done);
        progress.forget(Step::SecondStep);
        progress.forget(Step::Phone);
        assert_eq!(progress.to_string(), "profile=done");
        let requested = RequestedSteps { second_step: true, ..RequestedSteps::default() };
        assert_eq!(progress.next(&progress.steps(requested)), Step::SecondStep);
    }

    #[test]
    fn the_next_step_is_the_first_one_left() {
        let mut progress = Progress::default();
        let all = progress.steps(RequestedSteps { phone: true, second_step: true, password: true });
        assert_eq!(all, Step::ALL);
        assert_eq!(progress.next(&all), Step::Profile);
        progress.note(Step::Profile, Outcome::Skipped);
        progress.note(Step::Password, Outcome::Done);
        assert_eq!(progress.next(&all), Step::Phone);
        progress.note(Step::Phone, Outcome::Skipped);
        assert_eq!(progress.next(&all), Step::SecondStep);
        let least = progress.steps(RequestedSteps::default());
        assert_eq!(least, [Step::Profile, Step::Phone, Step::Password, Step::Done]);
        assert_eq!(progress.next(&least), Step::Done);
    }

    #[test]
    fn a_step_is_there_when_it_is_asked_and_stays_when_it_was_taken() {
        let mut progress = Progress::default();
        let requested = RequestedSteps { second_step: true, ..RequestedSteps::default() };
        assert_eq!(progress.steps(requested), [Step::Profile, Step::SecondStep, Step::Done]);
        assert_eq!(progress.steps(RequestedSteps::default()), [Step::Profile, Step::Done]);
        progress.note(Step::SecondStep, Outcome::Skipped);
        assert_eq!(progress.steps(RequestedSteps::default()), [Step::Profile, Step::SecondStep, Step::Done]);
    }
}
