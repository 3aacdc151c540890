//! The form for signing in with a code by text: asks for the phone number.

use super::{
    SendText,
    sign_in_forms::{HiddenInputs, SignInForms},
};
use crate::{
    ui::{PhoneField, Refused, SubmitButton, focus_first, focus_refused},
    words,
};
use domain::refusal::{FormField, PhoneRefusal, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

#[component]
pub fn TextForm(desk: SignInForms) -> impl IntoView {
    let send = desk.text;
    let input = NodeRef::<Input>::new();
    let (countries, typed) = desk.gate.with_value(|gate| (gate.countries.clone(), gate.typed.clone()));
    let country = RwSignal::new(typed.country);
    let is_about_field = |error: &Refusal| {
        matches!(
            error,
            Refusal::InvalidField(FormField::Phone)
                | Refusal::Phone(PhoneRefusal::CountryNotServed | PhoneRefusal::NotVerified)
        )
    };
    let error = send.beside(is_about_field);
    focus_refused(input, error);
    focus_first(input);
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    // Keeps the number while the user looks at another form.
    let keep = move |_| {
        if let Some(input) = input.get_untracked() {
            desk.gate.update_value(|gate| {
                gate.typed.phone = input.value();
                gate.typed.country = country.get_untracked();
            });
        }
    };
    view! {
        <Refused error=send.above(is_about_field) pause=desk.code_pause()/>
        <form class="stack" method="post" action=SendText::url() novalidate on:submit=on_submit on:input=keep>
            <HiddenInputs desk/>
            <PhoneField input country countries value=typed.phone is_optional=false autofocus=true error/>
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || send.is_busy())/>
        </form>
    }
}
