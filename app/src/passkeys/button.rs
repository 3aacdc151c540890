//! The button that starts a passkey ceremony, and its errors.

use super::{Fields, PasskeyCeremony, Said};
use crate::{
    ui::{Key, Pause, Refused, while_true},
    words,
};
use leptos::prelude::*;

/// `fields` are posted with the browser's response. `organisation` is the slug for which the challenge is requested;
/// empty if the session or the pending sign-in determines the organisation.
#[component]
pub fn PasskeyButton(
    run: PasskeyCeremony,
    #[prop(into)] label: &'static str,
    #[prop(optional)] organisation: String,
    #[prop(optional)] fields: Fields,
    /// The CSS class of the button.
    #[prop(default = "button button--quiet button--wide")]
    look: &'static str,
    #[prop(default = None, into)] pause: Option<Pause>,
) -> impl IntoView {
    let asked = StoredValue::new((organisation, fields));
    let on_click = move |_| {
        let (organisation, fields) = asked.get_value();
        run.press(organisation, fields);
    };
    view! {
        <Refused error=Signal::derive(move || run.submission.error()) pause/>
        <Said run/>
        <button type="button" class=format!("{look} script-only") aria-busy=while_true(move || run.is_busy()) on:click=on_click>
            <Key/>
            <span class="button__label">{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
        <p class="field__hint needs-script">{words::passkey::NEEDS_SCRIPT}</p>
    }
}
