//! `/settings/security/passkeys/new`: adds a passkey.

use super::{AddPasskey, NewPasskeyView, SettingsScreen};
use crate::{
    passkeys::{NewPasskeyForm, PasskeyCeremony, PasskeyPurpose},
    submission::Submission,
    ui::{Pause, ServerClock, static_view},
    words::{self, settings::passkeys},
};
use leptos::{prelude::*, server_fn::ServerFn};

#[component]
pub fn NewPasskeyPage(screen: SettingsScreen, view: NewPasskeyView) -> impl IntoView {
    if view.is_full {
        return static_view(view! { <p class="panel panel--form panel__body">{passkeys::MOST}</p> });
    }
    let name = if screen.typed.name.is_empty() { view.name } else { screen.typed.name };
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: words::settings::proof::PAUSED.text() };
    let adding = Submission::of::<AddPasskey>();
    adding.follow();
    let fields = screen.return_to.map(|return_to| ("return_to", return_to));
    let run = PasskeyCeremony::new(PasskeyPurpose::Making, adding);
    static_view(view! {
        <div class="panel panel--form panel__body stack">
            <NewPasskeyForm run name action=AddPasskey::url() fields=Vec::from_iter(fields) pause/>
        </div>
    })
}
