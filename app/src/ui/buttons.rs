//! The button that submits its form, and forms that consist of one button. While busy, a button keeps its width and
//! shows that it is busy.

use super::{effect, while_true};
use crate::{submission::Submission, words};
use domain::Seconds;
use leptos::{ev::SubmitEvent, prelude::*};

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
        left => words::in_time(left),
    });
    view! {
        <button
            type="submit"
            class=format!("button button--{look} button--wide")
            aria-busy=while_true(move || busy.get())
            aria-disabled=while_true(move || off.get() || wait.get() > Seconds(0))
            aria-describedby=described_by
        >
            <span>{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}

/// CSS classes of a secondary button in a row.
pub const QUIET: &str = "button button--quiet button--small";

/// A form that consists of one button. Its label alone says what it does.
///
/// Several buttons may share a `submission`. Only the pressed one shows that it is busy.
#[component]
pub fn ButtonForm(
    submission: Submission,
    /// The form's `action`.
    action: &'static str,
    #[prop(into)] label: &'static str,
    /// CSS classes of the button.
    #[prop(default = QUIET)]
    look: &'static str,
    /// Name and value of a hidden field that identifies the row.
    #[prop(optional_no_strip)]
    which: Option<(&'static str, String)>,
    /// Id of the element that names the row.
    #[prop(optional_no_strip)]
    described_by: Option<String>,
) -> impl IntoView {
    let is_pressed = RwSignal::new(false);
    let is_busy = move || is_pressed.get() && submission.is_busy();
    let on_submit = move |event: SubmitEvent| {
        if untrack(|| submission.is_busy()) {
            event.prevent_default();
        } else {
            is_pressed.set(true);
            submission.send_on(&event);
        }
    };
    effect(move || {
        if !submission.is_busy() {
            is_pressed.set(false);
        }
    });
    view! {
        <form method="post" action=action on:submit=on_submit>
            {which.map(|(name, value)| view! { <input type="hidden" name=name value=value/> })}
            <button type="submit" class=look aria-busy=while_true(is_busy) aria-describedby=described_by>
                <span>{label}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
    }
}
