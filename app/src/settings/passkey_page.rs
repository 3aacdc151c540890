//! `/settings/security/passkeys/name`: renames a passkey.

use super::{PasskeyView, RenamePasskey, SettingsScreen};
use crate::{
    passkeys::{PasskeyName, is_about_name},
    paths,
    submission::Submission,
    ui::{Refused, SubmitButton},
    words::settings,
};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

#[component]
pub fn PasskeyPage(screen: SettingsScreen, view: PasskeyView) -> impl IntoView {
    let renaming = Submission::of::<RenamePasskey>();
    renaming.follow();
    let input = NodeRef::<Input>::new();
    let name = if screen.typed.name.is_empty() { view.name } else { screen.typed.name };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=renaming.above(is_about_name)/>
            <form
                class="stack"
                method="post"
                action=RenamePasskey::url()
                novalidate
                on:submit=move |event: SubmitEvent| renaming.send_on(&event)
            >
                <input type="hidden" name="passkey" value=view.id/>
                <PasskeyName input value=name submission=renaming/>
                <div class="actions">
                    <SubmitButton label=settings::SAVE busy=Signal::derive(move || renaming.is_busy())/>
                    <a class="button button--quiet" href=paths::SETTINGS_SECURITY>{settings::CANCEL}</a>
                </div>
            </form>
        </div>
    }
}
