//! `/settings/security/authenticator`: QR code, key and first code of an authenticator app.

use super::{AuthenticatorView, BeginAuthenticator, QrCode, TurnOnAuthenticator, WaitingApp, way_back::WayBack};
use crate::{
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
pub fn AuthenticatorPage(view: AuthenticatorView, return_to: Option<String>) -> impl IntoView {
    let is_on = view.is_on;
    match view.waiting {
        Some(app) => static_view(view! { <SetUp app is_on return_to/> }),
        None => static_view(view! { <Begin return_to/> }),
    }
}

#[component]
fn Begin(return_to: Option<String>) -> impl IntoView {
    let beginning = Submission::of::<BeginAuthenticator>();
    beginning.follow();
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || beginning.error())/>
            <p>{authenticator::START_AGAIN}</p>
            <form
                method="post"
                action=BeginAuthenticator::url()
                on:submit=move |event: SubmitEvent| beginning.send_on(&event)
            >
                <WayBack return_to/>
                <SubmitButton label=authenticator::SET_UP busy=Signal::derive(move || beginning.is_busy())/>
            </form>
        </div>
    }
}

#[component]
fn SetUp(app: WaitingApp, is_on: bool, return_to: Option<String>) -> impl IntoView {
    let turning_on = Submission::of::<TurnOnAuthenticator>();
    turning_on.follow();
    let input = NodeRef::<Input>::new();
    let error = turning_on.beside(is_about_code);
    focus_refused(input, error);
    focus_first(input);
    let picture = static_view(view! { <Drawn picture=app.picture/> });
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=turning_on.above(is_about_code)/>
            <h2>{authenticator::STEP_SCAN}</h2>
            {picture}
            <p>{authenticator::OR_KEY}</p>
            <p class="secret">{app.key}</p>
            <h2>{authenticator::STEP_CODE}</h2>
            {is_on.then(|| view! { <p class="soft">{authenticator::REPLACES}</p> })}
            <form
                class="stack"
                method="post"
                action=TurnOnAuthenticator::url()
                novalidate
                on:submit=move |event: SubmitEvent| turning_on.send_on(&event)
            >
                <WayBack return_to/>
                <AuthenticatorCode input error/>
                <SubmitButton label=authenticator::TURN_ON busy=Signal::derive(move || turning_on.is_busy())/>
            </form>
        </div>
    }
}

/// A QR code as SVG.
#[component]
pub fn Drawn(picture: QrCode) -> impl IntoView {
    let view_box = format!("0 0 {0} {0}", picture.size);
    view! {
        <svg class="qr" role="img" aria-label=authenticator::PICTURE.text() viewBox=view_box>
            <path d=picture.path></path>
        </svg>
    }
}
