//! The button that submits its form. Busy, it keeps its width and says so.

use super::while_true;
use crate::words;
use domain::Seconds;
use leptos::prelude::*;

/// `look` is `primary` (one per card) or `quiet`.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: &'static str,
    #[prop(into)] busy: Signal<bool>,
    #[prop(default = "primary")] look: &'static str,
    /// Still reachable, but it would do nothing; the screen says why.
    #[prop(into, default = Signal::stored(false))]
    off: Signal<bool>,
    /// Until then it would do nothing, and says so itself.
    #[prop(into, default = Signal::stored(Seconds(0)))]
    wait: Signal<Seconds>,
    /// What says why it is off.
    #[prop(optional_no_strip)]
    described_by: Option<&'static str>,
) -> impl IntoView {
    let label = Signal::derive(move || match wait.get() {
        Seconds(0) => label.to_owned(),
        left => words::in_time(label, left),
    });
    view! {
        <button
            type="submit"
            class=format!("button button--{look} button--wide")
            aria-busy=while_true(move || busy.get())
            aria-disabled=while_true(move || off.get() || wait.get() > Seconds(0))
            aria-describedby=described_by
        >
            <span class="button__label">{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}
