//! The button that asks for a passkey, and what came of it.

use super::{Fields, Run, Said};
use crate::{
    ui::{Key, Refused, while_true},
    words,
};
use leptos::prelude::*;

/// `fields` are posted with the answer.
#[component]
pub fn PasskeyButton(
    run: Run,
    #[prop(into)] label: &'static str,
    #[prop(optional)] fields: Fields,
    /// Its class.
    #[prop(default = "button button--quiet button--wide")]
    look: &'static str,
) -> impl IntoView {
    let fields = StoredValue::new(fields);
    let on_click = move |_| run.press(String::new(), fields.get_value());
    view! {
        <Refused error=Signal::derive(move || run.submission.error())/>
        <Said run/>
        <button type="button" class=format!("{look} script-only") aria-busy=while_true(move || run.is_busy()) on:click=on_click>
            <Key/>
            <span class="button__label">{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
        <p class="field__hint needs-script">{words::passkey::NEEDS_SCRIPT}</p>
    }
}
