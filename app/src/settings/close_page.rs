//! `/settings/account/close`: says what closing the account means. Only its button changes anything.

use super::{CloseAccount, SettingsScreen};
use crate::{
    paths,
    submission::Submission,
    ui::{Refused, SubmitButton},
    words::settings::{self, close},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn ClosePage(screen: SettingsScreen) -> impl IntoView {
    let closing = Submission::of::<CloseAccount>();
    closing.follow();
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || closing.error())/>
            <h2>{close::LOST}</h2>
            <ul class="losses">{close::LOSSES.map(|loss| view! { <li>{loss}</li> })}</ul>
            <p><strong class="address">{screen.email}</strong> " " {close::RESERVED}</p>
            <p><strong>{close::FOR_GOOD}</strong></p>
            <form
                class="actions"
                method="post"
                action=CloseAccount::url()
                on:submit=move |event: SubmitEvent| closing.send_on(&event)
            >
                <SubmitButton label=close::BUTTON look="danger" busy=Signal::derive(move || closing.is_busy())/>
                <a class="button button--quiet" href=paths::SETTINGS_ACCOUNT>{settings::CANCEL}</a>
            </form>
        </div>
    }
}
