//! `/sign-in` and `/o/SLUG/sign-in`: asks for the address.

use super::{Gate, SendCode, send_code};
use crate::{
    api_error::ApiError,
    paths,
    submission::Submission,
    ui::{EmailField, GateLayout, Pause, Refused, ServerClock, SubmitButton, focus_unless_elsewhere, still},
    words,
};
use domain::sign_in::SignInError;
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_navigate;

/// The address that was typed last in this visit. Never leaves the page's memory.
#[derive(Clone, Copy)]
pub struct LastTyped(pub RwSignal<String>);

#[component]
pub fn SignInPage(gate: Gate) -> impl IntoView {
    let send = Submission::of::<SendCode>();
    // Back from the code screen, the address is still there.
    let typed = expect_context::<LastTyped>();
    let value = if gate.typed.email.is_empty() { typed.0.get_untracked() } else { gate.typed.email };
    let input = NodeRef::<Input>::new();
    let clock = ServerClock::from_reading(gate.now, gate.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT, text: words::sign_in::PAUSED };
    let is_about_field =
        |error: &ApiError<SignInError>| matches!(error, ApiError::Refused(SignInError::NotAnEmailAddress));
    let field_error =
        move || send.error().filter(is_about_field).map(|_| words::refusal(&SignInError::NotAnEmailAddress));
    let form_error = Signal::derive(move || send.error().filter(|error| !is_about_field(error)));
    let slug = gate.organisation.slug.to_string();
    let organisation = slug.clone();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            typed.0.set(input.value());
            send.submit(send_code(organisation.clone(), input.value(), String::new()));
        }
    };
    let navigate = use_navigate();
    Effect::new(move || {
        let is_in_form = form_error.with(Option::is_none);
        match send.outcome.get() {
            Some(Ok(to)) => to.follow(&navigate),
            outcome if is_in_form => match (input.get(), outcome) {
                (Some(input), Some(_)) => {
                    let _ = input.focus();
                }
                (Some(input), None) => focus_unless_elsewhere(&input),
                (None, _) => {}
            },
            _ => {}
        }
    });
    let name = gate.organisation.name.clone();
    view! {
            <GateLayout organisation=name.clone() home=paths::sign_in(&gate.organisation)>
    {still(view! {            <div class="card">
                    <div class="card__head">
                        <h1>{words::sign_in::title(&name)}</h1>
                    </div>
                    <Refused error=form_error pause/>
                    <form class="stack" method="post" action=SendCode::url() novalidate on:submit=on_submit>
                        <input type="hidden" name="organisation" value=slug/>
                        <EmailField input value hint=words::sign_in::HINT error=Signal::derive(field_error)/>
                        <SubmitButton label=words::sign_in::SEND_CODE busy=send.is_pending/>
                    </form>
                </div>})}
            </GateLayout>
        }
}
