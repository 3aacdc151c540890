//! The form that asks for the name of a new passkey, then registers it.

use super::{Fields, PasskeyCeremony, PasskeyName, Said, is_about_name};
use crate::{
    api_error::ApiError,
    ui::{Pause, Refused, while_true},
    words::{self, settings::passkeys},
};
use domain::refusal::{FormField, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};

#[component]
pub fn NewPasskeyForm(
    run: PasskeyCeremony,
    name: String,
    action: &'static str,
    /// Posted with the name and the browser's response.
    #[prop(optional)]
    fields: Fields,
    pause: Pause,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        // Check the name first, so that the device makes no passkey that the server would refuse.
        match name.parse::<domain::PasskeyName>() {
            Ok(_) => {
                let fields = fields.iter().cloned().chain([("name", name)]);
                run.press(String::new(), fields.collect());
            }
            Err(_) => {
                run.submission.outcome.set(Some(Err(ApiError::Refused(Refusal::InvalidField(FormField::PasskeyName)))))
            }
        }
    };
    view! {
        <Refused error=run.submission.above(is_about_name) pause/>
        <Said run/>
        <p class="needs-script">{words::passkey::NEEDS_SCRIPT}</p>
        <form class="stack script-only" method="post" action=action novalidate on:submit=on_submit>
            <PasskeyName input value=name submission=run.submission/>
            <button type="submit" class="button button--primary button--wide" aria-busy=while_true(move || run.is_busy())>
                <span class="button__label">{passkeys::ADD}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
    }
}
