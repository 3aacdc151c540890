//! `/settings/security/passkeys/new`: what the new one is called, then the browser's own window.

use super::{
    AddPasskey, NewPasskeyView, SettingsScreen,
    passkeys::name::{NameField, is_about_name},
};
use crate::{
    api_error::ApiError,
    passkeys::{PasskeyPurpose, Run, Said},
    paths::{self, SettingsAddress},
    submission::Submission,
    ui::{Pause, Refused, ServerClock, still, while_true},
    words::{self, settings::passkeys},
};
use domain::sign_in::SignInError;
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_navigate;

#[component]
pub fn NewPasskeyPage(screen: SettingsScreen, view: NewPasskeyView) -> impl IntoView {
    if view.is_full {
        return still(view! { <p class="panel panel--form panel__body">{passkeys::MOST}</p> });
    }
    let name = if screen.typed.name.is_empty() { view.name } else { screen.typed.name };
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: words::settings::proof::PAUSED.text() };
    still(view! { <NewPasskey name pause/> })
}

#[component]
fn NewPasskey(name: String, pause: Pause) -> impl IntoView {
    let adding = Submission::of::<AddPasskey>();
    adding.follow();
    let run = Run::new(PasskeyPurpose::Making, adding);
    let input = NodeRef::<Input>::new();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        run.press(String::new(), vec![("name", name)]);
    };
    prove_again(adding);
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=adding.above(is_about_name) pause/>
            <Said run/>
            <p class="needs-script">{words::passkey::NEEDS_SCRIPT}</p>
            <form class="stack script-only" method="post" action=AddPasskey::url() novalidate on:submit=on_submit>
                <NameField input value=name submission=adding/>
                <button
                    type="submit"
                    class="button button--primary button--wide"
                    aria-busy=while_true(move || run.is_busy())
                >
                    <span class="button__label">{passkeys::ADD}</span>
                    <span class="spinner" aria-hidden="true"></span>
                </button>
            </form>
        </div>
    }
}

/// The proof grew old while the page was open.
fn prove_again(adding: Submission) {
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(ApiError::Refused(SignInError::ProofNeeded)) = adding.error() {
            navigate(&paths::proof(SettingsAddress::NewPasskey), Default::default());
        }
    });
}
