//! The button that submits its form. While busy, it keeps its width and shows that it is busy.

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
    /// Disabled, but still reachable by keyboard. The screen says why.
    #[prop(into, default = Signal::stored(false))]
    off: Signal<bool>,
    /// How long the button stays disabled. Its label shows the time left.
    #[prop(into, default = Signal::stored(Seconds(0)))]
    wait: Signal<Seconds>,
    /// The id of the element that says why the button is disabled.
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
