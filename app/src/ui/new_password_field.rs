//! The field for a new password: the checklist of the rules, the input, and the strength bar under it.

use super::field::{FieldError, PASSWORD};
use super::new_password::{NewPassword, PasswordRating, Verdict};
use super::{Attribute, PasswordInput, static_view, until_edited, while_true};
use crate::words::{Sentence, password as texts};
use domain::password::Rule;
use domain::password::strength::FULL;
use leptos::prelude::*;

const RULES: &str = "password-rules";

/// `label` names the field: "Password" or "New password".
#[component]
pub fn NewPasswordField(
    password: NewPassword,
    #[prop(into)] label: &'static str,
    #[prop(optional)] autofocus: bool,
    /// What the Enter key of a phone's keyboard does: `next` if another field follows.
    #[prop(default = "go")]
    enter_key: &'static str,
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
                enter_key
                described_by
                invalid=Signal::derive(move || error.with(Option::is_some))
                rules=rules.attribute()
            />
            <Strength password error/>
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

/// The most parts that a refused password fills.
const REFUSED: u8 = 2;

/// The strength bar under a new password: five parts, a word for the strength, and what to change. It is green only for
/// a password that is not refused: neither by the rules, nor by the server while it is typed (`verdict`), nor when it
/// was saved (`error`).
#[component]
fn Strength(password: NewPassword, error: Signal<Option<Sentence>>) -> impl IntoView {
    let NewPassword { rating, verdict, .. } = password;
    let refused = move || match verdict.get() {
        Verdict::Refused(problem) => Some(problem),
        Verdict::Open | Verdict::Fine => None,
    };
    let has_error = move || error.with(Option::is_some);
    let bar = Memo::new(move |_| {
        let bar = rating.with(|rating| rating.bar);
        if has_error() || refused().is_some() { bar.min(REFUSED) } else { bar }
    });
    let value: Attribute = Signal::derive(move || PARTS.get(usize::from(bar.get())).copied());
    let state: Attribute = Signal::derive(move || match verdict.get() {
        _ if has_error() || password.problem().is_some() => None,
        Verdict::Open => Some("open"),
        _ => Some("fine"),
    });
    let missing = Signal::derive(move || {
        rating.with(|rating| match rating.is_empty || refused().is_some() {
            true => String::new(),
            false => texts::missing(&rating.unmet, rating.bar == FULL),
        })
    });
    // The error under the field says the same.
    let problem = Signal::derive(move || refused().filter(|_| !has_error()).map_or("", texts::problem).to_owned());
    view! {
        <div class="strength with-script" data-bar=value data-verdict=state>
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
                <span>{missing} <span role="status">{problem}</span></span>
                <span class="strength__word">{Signal::derive(move || texts::strength(bar.get()).to_owned())}</span>
            </p>
        </div>
    }
}
