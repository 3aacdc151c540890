//! `/settings/account/email/new`: the new email address. Nothing changes until the code sent to it is entered.

use super::{ChangeEmail, SettingsScreen};
use crate::{
    submission::Submission,
    ui::{EMAIL, Field, Kind, Pause, Refused, ServerClock, SubmitButton, focus_first, focus_refused},
    words::{self, settings},
};
use domain::refusal::{FormField, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

fn is_about_address(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email) | Refusal::AddressReserved)
}

#[component]
pub fn EmailPage(screen: SettingsScreen) -> impl IntoView {
    let saving = Submission::of::<ChangeEmail>();
    saving.follow();
    let input = NodeRef::<Input>::new();
    let error = saving.beside(is_about_address);
    focus_refused(input, error);
    focus_first(input);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: settings::email::PAUSED.text() };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.above(is_about_address) pause/>
            <form
                class="stack"
                method="post"
                action=ChangeEmail::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Field
                    input
                    ids=EMAIL
                    kind=Kind::email("email")
                    label=settings::email::NEW
                    value=screen.typed.email
                    hint=settings::email::HINT
                    autofocus=true
                    error
                />
                <SubmitButton label=settings::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </div>
    }
}
