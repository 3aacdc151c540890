//! The rules of a new password, ticked off as they are met.

use super::state::Standing;
use crate::{ui::while_true, words::password as words};
use domain::password::Rule;
use leptos::prelude::*;

/// Without JavaScript the list does not change.
#[component]
pub fn Checklist(rules: Vec<Rule>, standing: RwSignal<Standing>) -> impl IntoView {
    let is_all = Memo::new(move |_| standing.with(|standing| standing.unmet.is_empty()));
    // Announced once, when the last rule is met.
    let spoken = Signal::derive(move || if is_all.get() { words::ALL_MET.text() } else { "" }.to_owned());
    let lines: Vec<_> = rules.into_iter().map(|rule| view! { <Line rule standing/> }).collect();
    view! {
        <ul class="checklist">{lines}</ul>
        <span class="visually-hidden" role="status">{spoken}</span>
    }
}

#[component]
fn Line(rule: Rule, standing: RwSignal<Standing>) -> impl IntoView {
    let is_met = Memo::new(move |_| standing.with(|standing| !standing.unmet.contains(&rule)));
    let state = move || match (is_met.get(), standing.with(|standing| standing.is_empty)) {
        (true, _) => words::MET.text(),
        (false, true) => "",
        (false, false) => words::NOT_YET.text(),
    };
    let is_long = rule == Rule::ListedSpecial;
    let class = is_long.then_some("checklist__long");
    let list = is_long.then(|| view! { <small>{words::LISTED}</small> });
    view! {
        <li class=class data-met=while_true(move || is_met.get())>
            <svg viewBox="0 0 20 20" aria-hidden="true">
                <circle cx="10" cy="10" r="7.25"></circle>
                <path pathLength="100" d="M6.6 10.3l2.3 2.3 4.6-4.9"></path>
            </svg>
            <span>
                {words::rule(rule)} " " {list} <span class="visually-hidden">{Signal::derive(move || state().to_owned())}</span>
            </span>
        </li>
    }
}
