//! Sets up an authenticator app during sign-in, if a second step is required.

use super::{BeginSetUp, FinishSetUp};
use crate::{
    settings::{Drawn, WaitingApp},
    submission::Submission,
    ui::{AuthenticatorCode, Refused, SubmitButton, focus_first, focus_refused, static_view},
    words::settings::authenticator,
};
use domain::refusal::{CodeRefusal, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

fn is_about_code(error: &Refusal) -> bool {
    matches!(error, Refusal::Code(CodeRefusal::Invalid | CodeRefusal::ClockIsOff(_)))
}

#[component]
pub fn SetUpAuthenticator(app: Option<WaitingApp>) -> impl IntoView {
    match app {
        Some(app) => static_view(view! { <FirstCode app/> }),
        None => static_view(view! { <Begin/> }),
    }
}

/// No setup is pending, because it was begun too long ago.
#[component]
fn Begin() -> impl IntoView {
    let beginning = Submission::of::<BeginSetUp>();
    beginning.follow();
    view! {
        <Refused error=Signal::derive(move || beginning.error())/>
        <form
            class="stack"
            method="post"
            action=BeginSetUp::url()
            on:submit=move |event: SubmitEvent| beginning.send_on(&event)
        >
            <p>{authenticator::START_AGAIN}</p>
            <SubmitButton label=authenticator::SET_UP busy=Signal::derive(move || beginning.is_busy())/>
        </form>
    }
}

#[component]
fn FirstCode(app: WaitingApp) -> impl IntoView {
    let turning_on = Submission::of::<FinishSetUp>();
    turning_on.follow();
    let input = NodeRef::<Input>::new();
    let error = turning_on.beside(is_about_code);
    focus_refused(input, error);
    focus_first(input);
    view! {
        <Refused error=turning_on.above(is_about_code)/>
        <div class="stack">
            <h2>{authenticator::STEP_SCAN}</h2>
            {static_view(view! { <Drawn picture=app.picture/> })}
            <p>{authenticator::OR_KEY}</p>
            <p class="secret">{app.key}</p>
            <h2>{authenticator::STEP_CODE}</h2>
            <form
                class="stack"
                method="post"
                action=FinishSetUp::url()
                novalidate
                on:submit=move |event: SubmitEvent| turning_on.send_on(&event)
            >
                <AuthenticatorCode input error/>
                <SubmitButton label=authenticator::TURN_ON busy=Signal::derive(move || turning_on.is_busy())/>
            </form>
        </div>
    }
}
