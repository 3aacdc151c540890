//! A form that is one button: what happens when it is pressed is its whole label.

use crate::{submission::Submission, ui::while_true};
use leptos::{ev::SubmitEvent, prelude::*};

/// The look of a button in a row.
pub const QUIET: &str = "button button--quiet button--small";

/// Several may share a `submission`; only the pressed one is busy.
#[component]
pub fn OneButton(
    submission: Submission,
    /// Where the form posts to.
    action: &'static str,
    #[prop(into)] label: &'static str,
    /// Its class.
    #[prop(default = QUIET)]
    look: &'static str,
    /// A field that says which.
    #[prop(optional_no_strip)]
    which: Option<(&'static str, String)>,
    /// The id of what says which.
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
