//! The phone number, verified with a code by text.

use super::{
    WelcomePhone, WelcomeScreen,
    ways::{FORM, Ways, return_to},
};
use crate::{
    phone::CountryChoice,
    submission::Submission,
    ui::{Pause, PhoneField, Refused, ServerClock, focus_first, focus_refused, static_view},
    words::{self, welcome},
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
pub fn PhoneStep(
    screen: WelcomeScreen,
    verified: Option<String>,
    number: String,
    countries: Vec<CountryChoice>,
) -> impl IntoView {
    match verified {
        Some(number) => static_view(view! {
            <p>{welcome::phone::VERIFIED} " " <strong>{number}</strong></p>
            <Ways screen is_done=true/>
        }),
        None => static_view(view! { <Number screen number countries/> }),
    }
}

#[component]
fn Number(screen: WelcomeScreen, number: String, countries: Vec<CountryChoice>) -> impl IntoView {
    let sending = Submission::of::<WelcomePhone>();
    sending.follow();
    let input = NodeRef::<Input>::new();
    let country = RwSignal::new(screen.typed.country.clone());
    let error = sending.beside(is_about_number);
    focus_refused(input, error);
    focus_first(input);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: welcome::phone::PAUSED.text() };
    let typed = screen.typed.phone.clone();
    let value = if typed.is_empty() { number } else { typed };
    view! {
        <Refused error=sending.above(is_about_number) pause/>
        <form
            class="stack"
            id=FORM
            method="post"
            action=WelcomePhone::url()
            novalidate
            on:submit=move |event: SubmitEvent| sending.send_on(&event)
        >
            {return_to(&screen)}
            <PhoneField input country countries value is_optional=false autofocus=true error/>
        </form>
        <Ways screen going_on=sending/>
    }
}
