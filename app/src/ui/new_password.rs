//! The field for a new password: the checklist of the rules, the input, and the strength bar under it. Client and
//! server apply the same rules.

use super::browser::{in_nfc, is_live};
use super::field::{FieldError, PASSWORD};
use super::{Attribute, PasswordInput, static_view, until_edited, while_true};
use crate::api_error::ApiError;
use crate::submission::Submission;
use crate::words::{Sentence, password as texts};
use domain::PasswordRules;
use domain::password::strength::FULL;
use domain::password::{PasswordProblem, Rule, StrengthRule};
use domain::refusal::{PasswordRefusal, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};

/// The state of a new password field. It keeps only what the password lacks, never the password.
#[derive(Clone, Copy)]
pub struct NewPassword {
    pub input: NodeRef<Input>,
    rules: PasswordRules,
    rating: RwSignal<PasswordRating>,
    is_live: Signal<bool>,
}

/// How well a password meets the rules.
#[derive(Clone, PartialEq)]
struct PasswordRating {
    is_empty: bool,
    unmet: Vec<Rule>,
    /// The strength, 0 to 5.
    bar: u8,
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

impl NewPassword {
    pub fn new(rules: PasswordRules) -> Self {
        let rating = RwSignal::new(PasswordRating::of(rules, "", &[]));
        NewPassword { input: NodeRef::new(), rules, rating, is_live: is_live() }
    }

    /// Rates the typed password. `about` contains texts that are easy to guess, like the user's email address.
    pub fn rate(self, about: &[&str]) {
        if let Some(input) = self.input.get_untracked() {
            self.rating.set(PasswordRating::of(self.rules, &in_nfc(input.value()), about));
        }
    }

    /// Submits the form, or focuses or reports what is missing. The server checks again, and checks more.
    pub fn send(self, submission: Submission, event: &SubmitEvent) {
        event.prevent_default();
        if untrack(|| self.is_off()) {
            let _ = self.input.get_untracked().map(|input| input.focus());
        } else if !self.rating.with_untracked(|rating| rating.may_be_saved) {
            let problem = Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules));
            submission.outcome.set(Some(Err(ApiError::Refused(problem))));
        } else {
            submission.send_on(event);
        }
    }

    /// Whether the button is disabled: with `StrengthRule::Full` it waits until the bar is full. Without JavaScript
    /// only the server decides.
    pub(super) fn is_off(self) -> bool {
        self.waits_for_bar() && self.is_live.get() && !self.rating.with(|rating| rating.may_be_saved)
    }

    /// Whether the policy accepts only a password that fills the bar.
    pub(super) fn waits_for_bar(self) -> bool {
        self.rules.strength == StrengthRule::Full
    }
}

const RULES: &str = "password-rules";

/// `label` names the field: "Password" or "New password".
#[component]
pub fn NewPasswordField(
    password: NewPassword,
    #[prop(into)] label: &'static str,
    #[prop(optional)] autofocus: bool,
    error: Signal<Option<Sentence>>,
) -> impl IntoView {
    let NewPassword { input, rules, rating, .. } = password;
    let error = until_edited(PASSWORD.input, error);
    let described_by: Attribute =
        Signal::derive(move || Some(if error.with(Option::is_some) { "password-error password-rules" } else { RULES }));
    view! {
        <div class="rules">
            <p class="rules__title" aria-hidden="true">{texts::NEEDS}</p>
            <p class="visually-hidden" id=RULES>{texts::rules(&rules.rules())}</p>
            <Checklist rules=rules.rules() rating/>
        </div>
        <div class="field">
            <PasswordInput
                input
                id=PASSWORD.input
                label
                autocomplete="new-password"
                autofocus
                described_by
                invalid=Signal::derive(move || error.with(Option::is_some))
                rules=rules.attribute()
            />
            <Strength rating/>
            {move || error.get().map(|sentence| static_view(view! { <FieldError input=PASSWORD.input id=PASSWORD.error sentence/> }))}
        </div>
    }
}

/// The rules of a new password, ticked off as they are met. Without JavaScript the list does not change.
#[component]
fn Checklist(rules: Vec<Rule>, rating: RwSignal<PasswordRating>) -> impl IntoView {
    let is_all = Memo::new(move |_| rating.with(|rating| rating.unmet.is_empty()));
    // Announced once, when the last rule is met.
    let spoken = Signal::derive(move || if is_all.get() { texts::ALL_MET.text() } else { "" }.to_owned());
    let lines: Vec<_> = rules.into_iter().map(|rule| view! { <Line rule rating/> }).collect();
    view! {
        <ul class="checklist">{lines}</ul>
        <span class="visually-hidden" role="status">{spoken}</span>
    }
}

#[component]
fn Line(rule: Rule, rating: RwSignal<PasswordRating>) -> impl IntoView {
    let is_met = Memo::new(move |_| rating.with(|rating| !rating.unmet.contains(&rule)));
    let state = move || match (is_met.get(), rating.with(|rating| rating.is_empty)) {
        (true, _) => texts::MET.text(),
        (false, true) => "",
        (false, false) => texts::NOT_YET.text(),
    };
    let is_long = rule == Rule::ListedSpecial;
    let class = is_long.then_some("checklist__long");
    let list = is_long.then(|| view! { <small>{texts::LISTED}</small> });
    view! {
        <li class=class data-met=while_true(move || is_met.get())>
            <svg viewBox="0 0 20 20" aria-hidden="true">
                <circle cx="10" cy="10" r="7.25"></circle>
                <path pathLength="100" d="M6.6 10.3l2.3 2.3 4.6-4.9"></path>
            </svg>
            <span>
                {texts::rule(rule)} " " {list} <span class="visually-hidden">{Signal::derive(move || state().to_owned())}</span>
            </span>
        </li>
    }
}

const PARTS: [&str; FULL as usize + 1] = ["0", "1", "2", "3", "4", "5"];
const TEXT: &str = "password-strength";

/// The strength bar under a new password: five parts, a word for the strength, and what is missing.
#[component]
fn Strength(rating: RwSignal<PasswordRating>) -> impl IntoView {
    let bar = Memo::new(move |_| rating.with(|rating| rating.bar));
    let value: Attribute = Signal::derive(move || PARTS.get(usize::from(bar.get())).copied());
    let missing = Signal::derive(move || {
        rating.with(|rating| match rating.is_empty {
            true => String::new(),
            false => texts::missing(&rating.unmet, rating.bar == FULL),
        })
    });
    view! {
        <div class="strength with-script" data-bar=value>
            <meter
                class="visually-hidden"
                min="0"
                max=PARTS[PARTS.len() - 1]
                value=value
                aria-label=texts::STRENGTH
                aria-describedby=TEXT
            ></meter>
            <div class="strength__parts" aria-hidden="true">
                {(0..FULL).map(|_| view! { <span class="strength__part"></span> }).collect_view()}
            </div>
            <p class="strength__text" id=TEXT>
                <span>{missing}</span>
                <span class="strength__word">{Signal::derive(move || texts::strength(bar.get()).to_owned())}</span>
            </p>
        </div>
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
