//! A form that consists of one button. Its label alone says what it does.

use super::while_true;
use crate::submission::Submission;
use leptos::{ev::SubmitEvent, prelude::*};

/// CSS classes of a secondary button in a row.
pub const QUIET: &str = "button button--quiet button--small";

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
    Effect::new(move || {
        if !submission.is_busy() {
            is_pressed.set(false);
        }
    });
    view! {
        <form method="post" action=action on:submit=on_submit>
            {which.map(|(name, value)| view! { <input type="hidden" name=name value=value/> })}
            <button type="submit" class=look aria-busy=while_true(is_busy) aria-describedby=described_by>
                <span class="button__label">{label}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
    }
}
