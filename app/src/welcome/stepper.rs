//! The list of all steps, with the current one marked.

use super::StepView;
use crate::{
    ui::{Check, static_view},
    words::welcome,
};
use domain::welcome::{Outcome, Step};
use leptos::prelude::*;

#[component]
pub fn Stepper(steps: Vec<StepView>, here: Step) -> impl IntoView {
    let of = steps.len();
    let at = steps.iter().position(|one| one.step == here).map_or(1, |at| at + 1);
    let steps: Vec<_> = steps.into_iter().enumerate().map(|(place, step)| entry(place + 1, step, here)).collect();
    view! {
        <div class="wizard__rail" role="group" aria-label=welcome::PAGE_TITLE>
            <span class="steps__now">{welcome::place(at, of)}</span>
            <ol class="steps">
                {steps}
            </ol>
            <p>{welcome::LATER}</p>
        </div>
    }
}

fn entry(place: usize, StepView { step, outcome, note }: StepView, here: Step) -> impl IntoView {
    let is_here = step == here;
    let is_done = outcome == Some(Outcome::Done);
    let mark = match is_done && !is_here {
        true => static_view(view! { <Check/> }),
        false => static_view(place.to_string()),
    };
    let (spoken, small) = match outcome.filter(|_| !is_here) {
        Some(outcome) => {
            let spoken = if outcome == Outcome::Done { welcome::STEP_DONE } else { welcome::STEP_SKIPPED };
            (Some(spoken), Some(note.unwrap_or_else(|| welcome::note(outcome).into())))
        }
        None => (None, None),
    };
    view! {
        <li
            class="steps__step"
            data-state=(is_done && !is_here).then_some("done")
            aria-current=is_here.then_some("step")
        >
            <span class="steps__mark" aria-hidden="true">{mark}</span>
            <span>
                {welcome::name(step)} {spoken.map(|spoken| view! { <span class="visually-hidden">{spoken}</span> })}
                {small.map(|small| view! { <span class="steps__small">{small}</span> })}
            </span>
        </li>
    }
}
