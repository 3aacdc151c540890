//! `/settings/account/phone`: a new phone number. The account gets it once the code is entered.

use super::{PhoneView, SetPhone, SettingsScreen};
use crate::{
    submission::Submission,
    ui::{Pause, PhoneField, Refused, ServerClock, SubmitButton, focus_first, focus_refused},
    words::{self, settings::phone},
};
use domain::refusal::{FormField, PhoneRefusal, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

fn is_about_number(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::InvalidField(FormField::Phone) | Refusal::Phone(PhoneRefusal::CountryNotServed | PhoneRefusal::Taken)
    )
}

#[component]
pub fn PhonePage(screen: SettingsScreen, view: PhoneView) -> impl IntoView {
    let sending = Submission::of::<SetPhone>();
    sending.follow();
    let input = NodeRef::<Input>::new();
    let country = RwSignal::new(screen.typed.country);
    let error = sending.beside(is_about_number);
    focus_refused(input, error);
    focus_first(input);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: phone::PAUSED.text() };
    let replaced = view.current.map(|current| {
        let text = phone::replaces(&current.number, current.is_verified);
        view! { <p class="soft">{text}</p> }
    });
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=sending.above(is_about_number) pause/>
            {replaced}
            <form
                class="stack"
                method="post"
                action=SetPhone::url()
                novalidate
                on:submit=move |event: SubmitEvent| sending.send_on(&event)
            >
                <PhoneField
                    input
                    country
                    countries=view.countries
                    value=screen.typed.phone
                    is_optional=false
                    autofocus=true
                    error
                />
                <SubmitButton label=phone::SEND_CODE busy=Signal::derive(move || sending.is_busy())/>
            </form>
        </div>
    }
}
