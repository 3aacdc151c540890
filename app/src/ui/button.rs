//! The button that submits its form. Busy, it keeps its width and says so.

use super::while_true;
use leptos::prelude::*;

/// `look` is `primary` (one per card) or `quiet`.
#[component]
pub fn SubmitButton(
    label: &'static str,
    #[prop(into)] busy: Signal<bool>,
    #[prop(default = "primary")] look: &'static str,
    /// Still reachable, but it would do nothing; the screen says why.
    #[prop(into, default = Signal::stored(false))]
    off: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=format!("button button--{look} button--wide")
            aria-busy=while_true(move || busy.get())
            aria-disabled=while_true(move || off.get())
        >
            <span class="button__label">{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}
