//! `/settings/security/passkeys/new`: another passkey.

use super::{AddPasskey, NewPasskeyView, SettingsScreen};
use crate::{
    api_error::ApiError,
    passkeys::{NewPasskeyForm, PasskeyPurpose, Run},
    paths::{self, SettingsAddress},
    submission::Submission,
    ui::{Pause, ServerClock, still},
    words::{self, settings::passkeys},
};
use domain::sign_in::SignInError;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_navigate;

#[component]
pub fn NewPasskeyPage(screen: SettingsScreen, view: NewPasskeyView) -> impl IntoView {
    if view.is_full {
        return still(view! { <p class="panel panel--form panel__body">{passkeys::MOST}</p> });
    }
    let name = if screen.typed.name.is_empty() { view.name } else { screen.typed.name };
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: words::settings::proof::PAUSED.text() };
    let adding = Submission::of::<AddPasskey>();
    adding.follow();
    prove_again(adding, screen.return_to.clone());
    let fields = screen.return_to.map(|return_to| ("return_to", return_to));
    let run = Run::new(PasskeyPurpose::Making, adding);
    still(view! {
        <div class="panel panel--form panel__body stack">
            <NewPasskeyForm run name action=AddPasskey::url() fields=Vec::from_iter(fields) pause/>
        </div>
    })
}

/// The proof grew old while the page was open.
fn prove_again(adding: Submission, return_to: Option<String>) {
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(ApiError::Refused(SignInError::ProofNeeded)) = adding.error() {
            navigate(&paths::proof(SettingsAddress::NewPasskey, return_to.as_deref()), Default::default());
        }
    });
}
