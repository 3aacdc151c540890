//! The state of a field for a new password. Client and server apply the same rules. While the password is typed, the
//! client also asks the server, which knows more: the most common passwords.

use super::browser::{in_nfc, is_live, keep_alive};
use super::effect;
use crate::api_error::ApiError;
use crate::organisation::OrganisationView;
use crate::password_check::{CheckPassword, PasswordVerdict};
use crate::submission::{Submission, call, decode};
use domain::password::{PasswordProblem, Rule, StrengthRule};
use domain::refusal::{FormField, PasswordRefusal, Refusal};
use domain::{Password, PasswordRules};
use gloo_timers::callback::Timeout;
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn, task::spawn_local};
use web_sys::UrlSearchParams;

/// How long after the last key the server is asked, in milliseconds.
const PAUSE: u32 = 400;

/// The state of a new password field.
#[derive(Clone, Copy)]
pub struct NewPassword {
    pub input: NodeRef<Input>,
    /// The input for the same password again, in forms that have one.
    pub confirmation: NodeRef<Input>,
    pub(super) rules: PasswordRules,
    /// Slug and name.
    organisation: StoredValue<[String; 2]>,
    pub(super) rating: RwSignal<PasswordRating>,
    /// What the server is asked. `None`: the rules are not met yet, so there is nothing to ask.
    question: RwSignal<Option<Question>>,
    pub(super) verdict: RwSignal<Verdict>,
    is_live: Signal<bool>,
}

/// How well a password meets the rules.
#[derive(Clone, PartialEq)]
pub(super) struct PasswordRating {
    pub(super) is_empty: bool,
    pub(super) unmet: Vec<Rule>,
    /// The strength, 0 to 5.
    pub(super) bar: u8,
    may_be_saved: bool,
}

impl PasswordRating {
    fn of(rules: PasswordRules, typed: &str, about: &[&str]) -> Self {
        PasswordRating {
            is_empty: typed.is_empty(),
            unmet: rules.unmet(typed),
            bar: rules.bar(typed, about),
            may_be_saved: rules.may_be_saved(typed, about),
        }
    }
}

/// A password that meets the rules, and what else the server needs to judge it.
#[derive(Clone)]
struct Question {
    password: Password,
    email: String,
    name: String,
}

impl Question {
    fn is_same(&self, other: &Question) -> bool {
        self.password.expose() == other.password.expose() && self.email == other.email && self.name == other.name
    }
}

/// What the server says about a password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has not been asked, or has not answered yet.
    Open,
    /// It found no problem, or cannot say: then only saving tells.
    Fine,
    Refused(PasswordProblem),
}

impl NewPassword {
    pub fn new(rules: PasswordRules, organisation: &OrganisationView) -> Self {
        let password = NewPassword {
            input: NodeRef::new(),
            confirmation: NodeRef::new(),
            rules,
            organisation: StoredValue::new([organisation.slug.to_string(), organisation.name.clone()]),
            rating: RwSignal::new(PasswordRating::of(rules, "", &[])),
            question: RwSignal::new(None),
            verdict: RwSignal::new(Verdict::Open),
            is_live: is_live(),
        };
        effect(move || {
            if let Some(question) = password.question.get() {
                keep_alive(Timeout::new(PAUSE, move || password.ask(question)));
            }
        });
        password
    }

    /// Rates the typed password. It must not be made of the user's email address or name, or of the organisation's name.
    pub fn rate(self, email: &str, name: &str) {
        let Some(input) = self.input.get_untracked() else { return };
        let typed = in_nfc(input.value());
        let rate =
            |[_, organisation]: &[String; 2]| PasswordRating::of(self.rules, &typed, &[email, name, organisation]);
        let rating = self.organisation.with_value(rate);
        let question = rating.may_be_saved.then(|| Question {
            password: Password::new(typed),
            email: email.to_owned(),
            name: name.to_owned(),
        });
        self.rating.set(rating);
        let is_same = self.question.with_untracked(|asked| match (asked, &question) {
            (Some(asked), Some(question)) => asked.is_same(question),
            (asked, question) => asked.is_none() && question.is_none(),
        });
        if !is_same {
            self.verdict.set(Verdict::Open);
            self.question.set(question);
        }
    }

    /// Asks the server. If it does not answer, nothing is said: saving does not depend on it.
    fn ask(self, question: Question) {
        let Ok(fields) = UrlSearchParams::new() else { return };
        self.organisation.with_value(|[slug, _]| fields.append("organisation", slug));
        fields.append("password", question.password.expose());
        fields.append("email", &question.email);
        fields.append("name", &question.name);
        spawn_local(async move {
            let verdict = match call(CheckPassword::PATH, &fields).await.and_then(decode::<PasswordVerdict>) {
                Ok(PasswordVerdict { problem: Some(problem) }) => Verdict::Refused(problem),
                _ => Verdict::Fine,
            };
            let is_latest = |asked: &Option<Question>| asked.as_ref().is_some_and(|asked| asked.is_same(&question));
            if self.question.try_with_untracked(is_latest) == Some(true) {
                let _ = self.verdict.try_set(verdict);
            }
        });
    }

    /// Submits the form, or focuses or reports what is missing. The server checks again. `fields` are the other fields
    /// of the form: if the password is refused here, their errors are shown at the same time.
    pub fn send(self, submission: Submission, event: &SubmitEvent, fields: &[(NodeRef<Input>, FormField)]) {
        event.prevent_default();
        if untrack(|| self.is_off()) {
            let _ = self.input.get_untracked().map(|input| input.focus());
            return;
        }
        let problem = untrack(|| self.problem()).map(PasswordRefusal::Unsuitable);
        let difference = self.is_repeated_wrongly().then_some(PasswordRefusal::ConfirmationDiffers);
        let own = problem.into_iter().chain(difference).map(Refusal::Password).reduce(Refusal::and);
        let Some(own) = own else { return submission.send_on(event) };
        let is_invalid = |input: NodeRef<Input>| input.get_untracked().is_some_and(|input| !input.check_validity());
        let others =
            fields.iter().filter(|(input, _)| is_invalid(*input)).map(|(_, field)| Refusal::InvalidField(*field));
        submission.outcome.set(Some(Err(ApiError::Refused(others.fold(own, Refusal::and)))));
    }

    fn is_repeated_wrongly(self) -> bool {
        let inputs = self.input.get_untracked().zip(self.confirmation.get_untracked());
        inputs.is_some_and(|(input, confirmation)| in_nfc(input.value()) != in_nfc(confirmation.value()))
    }

    /// What keeps the password from being saved, as far as it is known.
    pub(super) fn problem(self) -> Option<PasswordProblem> {
        match self.verdict.get() {
            _ if !self.rating.with(|rating| rating.may_be_saved) => Some(PasswordProblem::Rules),
            Verdict::Refused(problem) => Some(problem),
            Verdict::Open | Verdict::Fine => None,
        }
    }

    /// Whether the button is disabled: with `StrengthRule::Full` it waits until the bar is full. Without JavaScript
    /// only the server decides.
    pub(super) fn is_off(self) -> bool {
        self.waits_for_bar() && self.is_live.get() && self.problem().is_some()
    }

    /// Whether the policy accepts only a password that fills the bar.
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
        let rating = |preset: Preset| PasswordRating::of(preset.policy().password, "Aaaaaaaaaaaaaa1!", &[]);
        assert!(rating(Preset::Codes).may_be_saved);
        let invited = rating(Preset::Invited);
        assert!(!invited.may_be_saved && invited.unmet.is_empty());
    }
}
