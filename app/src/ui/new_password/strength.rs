//! The strength bar under a new password: five parts, a word for the strength, and what is missing.

use super::state::Standing;
use crate::{ui::Attribute, words::password as words};
use domain::password::strength::FULL;
use leptos::prelude::*;

const PARTS: [&str; FULL as usize + 1] = ["0", "1", "2", "3", "4", "5"];
const TEXT: &str = "password-strength";

#[component]
pub fn Strength(standing: RwSignal<Standing>) -> impl IntoView {
    let bar = Memo::new(move |_| standing.with(|standing| standing.bar));
    let value: Attribute = Signal::derive(move || PARTS.get(usize::from(bar.get())).copied());
    let missing = Signal::derive(move || {
        standing.with(|standing| {
            if standing.is_empty { String::new() } else { words::missing(&standing.unmet, standing.bar == FULL) }
        })
    });
    view! {
        <div class="strength with-script" data-bar=value>
            <meter
                class="visually-hidden"
                min="0"
                max=PARTS[PARTS.len() - 1]
                value=value
                aria-label=words::STRENGTH
                aria-describedby=TEXT
            ></meter>
            <div class="strength__parts" aria-hidden="true">
                {(0..FULL).map(|_| view! { <span class="strength__part"></span> }).collect_view()}
            </div>
            <p class="strength__text" id=TEXT>
                <span>{missing}</span>
                <span class="strength__word">{Signal::derive(move || words::strength(bar.get()).to_owned())}</span>
            </p>
        </div>
    }
}
