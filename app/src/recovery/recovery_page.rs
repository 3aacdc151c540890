//! `/recovery`, `/recovery/sent`, `/recovery/changed`: asks for the address, says what happens next, and that it is done.

use super::{RecoveryScreen, SendInstructions, Step};
use crate::{
    paths,
    sign_in::LastTyped,
    submission::Submission,
    ui::{
        Clock, EMAIL, Envelope, Field, GateLayout, Kind, Pause, Refused, ServerClock, SubmitButton, Tick, focus_first,
        focus_refused, still,
    },
    words::{self, recovery},
};
use domain::{Method, Seconds, sign_in::SignInError};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

#[component]
pub fn RecoveryPage(screen: RecoveryScreen) -> impl IntoView {
    let home = paths::sign_in(&screen.organisation);
    let name = screen.organisation.name.clone();
    let content = match screen.step {
        Step::Help => still(view! { <Help screen/> }),
        Step::Ask => still(view! { <Ask screen/> }),
        Step::Sent { good_for } => still(view! { <Sent screen good_for/> }),
        Step::Changed => still(view! { <Changed screen/> }),
    };
    view! {
        <GateLayout organisation=name home>
            {content}
        </GateLayout>
    }
}

/// The ways in that need no password, the first one as the thing to do where there is no other.
fn ways(screen: &RecoveryScreen, is_first: bool) -> Vec<impl IntoView + use<>> {
    let way = |(at, &method): (usize, &Method)| {
        let look = if at == 0 && is_first { "button--primary" } else { "button--quiet" };
        view! {
            <a class=format!("button button--wide {look}") href=paths::sign_in_with(&screen.organisation, method)>
                {words::sign_in::way(method)}
            </a>
        }
    };
    screen.methods.iter().enumerate().map(way).collect()
}

#[component]
fn Back(screen: RecoveryScreen) -> impl IntoView {
    view! {
        <p class="link-line">
            <a class="target" href=paths::sign_in(&screen.organisation)>{recovery::BACK}</a>
        </p>
    }
}

#[component]
fn Help(screen: RecoveryScreen) -> impl IntoView {
    let text = match screen.methods.first() {
        Some(&method) => recovery::instead(method).to_owned(),
        None => recovery::ask(&screen.organisation.name),
    };
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{recovery::PAGE_TITLE}</h1>
                <p>{text}</p>
            </div>
            <div class="stack">{ways(&screen, true)} <Back screen/></div>
        </div>
    }
}

#[component]
fn Ask(screen: RecoveryScreen) -> impl IntoView {
    let LastTyped(email) = expect_context();
    if !screen.typed.email.is_empty() {
        email.set(screen.typed.email.clone());
    }
    let asking = Submission::of::<SendInstructions>();
    asking.follow();
    let input = NodeRef::<Input>::new();
    let is_about_field = |error: &SignInError| matches!(error, SignInError::NotAnEmailAddress);
    let error = asking.beside(is_about_field);
    focus_refused(input, error);
    focus_first(input);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT, text: recovery::PAUSED };
    let keep = move || {
        if let Some(input) = input.get_untracked() {
            email.set(input.value());
        }
    };
    Effect::new(keep);
    let organisation = screen.organisation.slug.to_string();
    let ways = (!screen.methods.is_empty()).then(|| {
        let ways = ways(&screen, false);
        view! {
            <p class="field__hint">{recovery::OR}</p>
            <div class="stack stack--tight">{ways}</div>
        }
    });
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{recovery::PAGE_TITLE}</h1>
                <p>{recovery::TEXT}</p>
            </div>
            <Refused error=asking.above(is_about_field) pause/>
            <form
                class="stack"
                method="post"
                action=SendInstructions::url()
                novalidate
                on:submit=move |event: SubmitEvent| asking.send_on(&event)
                on:input=move |_| keep()
            >
                <input type="hidden" name="organisation" value=organisation/>
                <Field
                    input
                    ids=EMAIL.bare()
                    kind=Kind::email("username")
                    label=words::sign_in::EMAIL_ADDRESS
                    value=email.get_untracked()
                    autofocus=true
                    error
                />
                <SubmitButton label=recovery::SEND busy=Signal::derive(move || asking.is_busy())/>
            </form>
            {ways}
            <Back screen/>
        </div>
    }
}

#[component]
fn Sent(screen: RecoveryScreen, good_for: Seconds) -> impl IntoView {
    // Without script, and after a reload, nobody remembers it.
    let LastTyped(email) = expect_context();
    let email = email.get_untracked();
    let whose = match email.is_empty() {
        true => still(recovery::sent::IF_ANYBODY),
        false => {
            still(view! { {recovery::sent::IF} " " <strong class="address">{email}</strong> " " {recovery::sent::HAS} })
        }
    };
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon"><Envelope/></span>
                <h1>{recovery::sent::TITLE}</h1>
                <p>{whose}</p>
            </div>
            <div class="notice">
                <Clock/>
                <p class="notice__text">{recovery::sent::good_for(good_for)}</p>
            </div>
            <Back screen=screen.clone()/>
        </div>
        <p class="gate__after">
            {recovery::sent::NOTHING} " " <a href=paths::recovery(&screen.organisation)>{recovery::sent::AGAIN}</a> "."
        </p>
    }
}

#[component]
fn Changed(screen: RecoveryScreen) -> impl IntoView {
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon card__icon--success"><Tick/></span>
                <h1>{recovery::changed::TITLE}</h1>
                <p>{recovery::changed::TEXT}</p>
            </div>
            <div class="actions">
                <a
                    class="button button--primary"
                    href=paths::sign_in_with(&screen.organisation, Method::Password)
                >
                    {words::sign_in::SIGN_IN}
                </a>
            </div>
        </div>
    }
}
