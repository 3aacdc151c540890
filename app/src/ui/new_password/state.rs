//! The state of a new password field: what the typed password lacks.

use crate::{
    api_error::ApiError,
    submission::Submission,
    ui::browser::{in_nfc, is_live},
};
use domain::{
    PasswordRules,
    password::{PasswordProblem, Rule, StrengthRule},
    refusal::{PasswordRefusal, Refusal},
};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};

/// The state of a new password field. It keeps only what the password lacks, never the password.
#[derive(Clone, Copy)]
pub struct NewPassword {
    pub input: NodeRef<Input>,
    pub(super) rules: PasswordRules,
    pub(super) standing: RwSignal<Standing>,
    is_live: Signal<bool>,
}

/// How well a password meets the rules.
#[derive(Clone, PartialEq)]
pub struct Standing {
    pub is_empty: bool,
    pub unmet: Vec<Rule>,
    /// The strength, 0 to 5.
    pub bar: u8,
    may_be_saved: bool,
}

impl Standing {
    fn of(rules: PasswordRules, typed: &str, about: &[&str]) -> Self {
        Standing {
            is_empty: typed.is_empty(),
            unmet: rules.unmet(typed),
            bar: rules.bar(typed, about),
            may_be_saved: rules.may_be_saved(typed, about),
        }
    }
}

impl NewPassword {
    pub fn new(rules: PasswordRules) -> Self {
        let standing = RwSignal::new(Standing::of(rules, "", &[]));
        NewPassword { input: NodeRef::new(), rules, standing, is_live: is_live() }
    }

    /// Checks the typed password. `about` contains texts that are easy to guess, like the user's email address.
    pub fn look(self, about: &[&str]) {
        if let Some(input) = self.input.get_untracked() {
            self.standing.set(Standing::of(self.rules, &in_nfc(input.value()), about));
        }
    }

    /// Submits the form, or focuses or reports what is missing. The server checks again, and checks more.
    pub fn send(self, submission: Submission, event: &SubmitEvent) {
        event.prevent_default();
        if untrack(|| self.is_off()) {
            let _ = self.input.get_untracked().map(|input| input.focus());
        } else if !self.standing.with_untracked(|standing| standing.may_be_saved) {
            let problem = Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules));
            submission.outcome.set(Some(Err(ApiError::Refused(problem))));
        } else {
            submission.send_on(event);
        }
    }

    /// Whether the button is disabled: with `StrengthRule::Full` it waits until the bar is full. Without JavaScript
    /// only the server decides.
    pub(super) fn is_off(self) -> bool {
        self.waits_for_bar() && self.is_live.get() && !self.standing.with(|standing| standing.may_be_saved)
    }

    pub(super) fn waits_for_bar(self) -> bool {
        self.rules.strength == StrengthRule::Full
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Preset;

    #[test]
    fn a_weak_password_that_meets_the_rules_waits_for_the_bar_only_where_the_policy_says_so() {
        let standing = |preset: Preset| Standing::of(preset.policy().password, "Aaaaaaaaaaaaaa1!", &[]);
        assert!(standing(Preset::Codes).may_be_saved);
        let invited = standing(Preset::Invited);
        assert!(!invited.may_be_saved && invited.unmet.is_empty());
    }
}
