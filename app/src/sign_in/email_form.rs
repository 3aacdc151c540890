//! The form for signing in with a code by email: asks for the email address.

use super::{
    SendCode,
    sign_in_forms::{HiddenInputs, SignInForms},
};
use crate::{
    ui::{EMAIL, Field, Kind, Refused, SubmitButton, focus_first, focus_refused},
    words,
};
use domain::refusal::{FormField, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

#[component]
pub fn EmailForm(desk: SignInForms) -> impl IntoView {
    let send = desk.send;
    let input = NodeRef::<Input>::new();
    let is_about_field = |error: &Refusal| matches!(error, Refusal::InvalidField(FormField::Email));
    let error = send.beside(is_about_field);
    focus_refused(input, error);
    focus_first(input);
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    Effect::new(move || desk.keep_email(input));
    view! {
        <Refused error=send.above(is_about_field) pause=desk.code_pause()/>
        <form
            class="stack"
            method="post"
            action=SendCode::url()
            novalidate
            on:submit=on_submit
            on:input=move |_| desk.keep_email(input)
        >
            <HiddenInputs desk/>
            <Field
                input
                ids=EMAIL
                kind=Kind::email(desk.autocomplete("email", "username webauthn"))
                label=words::sign_in::EMAIL_ADDRESS
                value=desk.email.get_untracked()
                hint=words::sign_in::HINT
                autofocus=true
                error
            />
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || send.is_busy())/>
        </form>
    }
}
