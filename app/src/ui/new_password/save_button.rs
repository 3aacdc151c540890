//! The submit button of a form with a new password.

use super::NewPassword;
use crate::{ui::SubmitButton, words};
use leptos::prelude::*;

const WHY_OFF: &str = "password-why-off";

/// With `StrengthRule::Full`, the button is disabled until the bar is full, and a hint says so. `password` is `None` if
/// the form asks for none.
#[component]
pub fn SaveButton(
    #[prop(into)] label: &'static str,
    #[prop(into)] busy: Signal<bool>,
    #[prop(optional_no_strip)] password: Option<NewPassword>,
) -> impl IntoView {
    let why_off = password.is_some_and(NewPassword::waits_for_bar);
    view! {
        <div class="stack stack--tight">
            <SubmitButton
                label
                busy
                off=Signal::derive(move || password.is_some_and(NewPassword::is_off))
                described_by=why_off.then_some(WHY_OFF)
            />
            {why_off
                .then(|| {
                    view! { <p class="field__hint with-script" id=WHY_OFF>{words::password::WAITS_FOR_BAR}</p> }
                })}
        </div>
    }
}
