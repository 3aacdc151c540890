//! Renders a step of onboarding inside its layout.

use super::{
    FinishWelcome, SkipStep, WelcomePage, WelcomeScreen, password_step::PasswordStep, phone_step::PhoneStep,
    profile_step::ProfileStep, second_step_step::SecondStepStep, stepper::Stepper,
};
use crate::{
    submission::Submission,
    ui::{AuthLayout, Left, Refused, static_view, while_true},
    words::welcome,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

/// Id of a step's form. Its submit button is outside the form.
pub const FORM: &str = "step";

#[component]
pub fn WelcomePages(screen: WelcomeScreen) -> impl IntoView {
    let step = screen.page.step();
    let (organisation, steps) = (screen.organisation.clone(), screen.steps.clone());
    let content = match screen.page.clone() {
        WelcomePage::Profile { time_zones, time_zone } => {
            static_view(view! { <ProfileStep screen time_zones time_zone/> })
        }
        WelcomePage::Phone { verified, number, countries } => {
            static_view(view! { <PhoneStep screen verified number countries/> })
        }
        WelcomePage::SecondStep(progress) => static_view(view! { <SecondStepStep screen progress/> }),
        WelcomePage::Password { rules } => static_view(view! { <PasswordStep screen rules/> }),
        WelcomePage::Done => static_view(view! { <DoneStep screen/> }),
    };
    view! {
        <AuthLayout organisation>
            <div class="card wizard">
                <Stepper steps here=step/>
                <div class="wizard__body">
                    <div class="card__head">
                        <h1>{welcome::title(step)}</h1>
                        <p>{welcome::lead(step)}</p>
                    </div>
                    {content}
                </div>
            </div>
        </AuthLayout>
    }
}

/// The hidden field of every onboarding form.
pub fn return_to(screen: &WelcomeScreen) -> impl IntoView + use<> {
    let return_to = screen.return_to.clone().unwrap_or_default();
    view! { <input type="hidden" name="return_to" value=return_to/> }
}

/// Buttons to go back, to skip or leave the step, and to submit its form. `going_on` is that form's submission, if any.
#[component]
pub fn Ways(
    screen: WelcomeScreen,
    #[prop(optional)] going_on: Option<Submission>,
    /// Whether the step's requirement is met.
    #[prop(optional)]
    is_done: bool,
    /// Whether the step can be skipped.
    #[prop(default = true)]
    may_skip: bool,
) -> impl IntoView {
    let passing = Submission::of::<SkipStep>();
    passing.follow();
    let (look, label) = match is_done {
        true => ("button button--primary", welcome::CONTINUE),
        false => ("button button--quiet", welcome::SKIP),
    };
    let back = screen.back.clone().map(|back| {
        view! { <a class="button button--plain" href=back><Left/>{welcome::BACK}</a> }
    });
    let go_on = going_on.map(|going_on| {
        view! {
            <button
                type="submit"
                form=FORM
                class="button button--primary"
                aria-busy=while_true(move || going_on.is_busy())
            >
                <span class="button__label">{welcome::CONTINUE}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        }
    });
    let skip_step = (is_done || may_skip).then(|| {
        view! {
            <form method="post" action=SkipStep::url() on:submit=move |event: SubmitEvent| passing.send_on(&event)>
                <input type="hidden" name="step" value=screen.page.step().name()/>
                {return_to(&screen)}
                <button type="submit" class=look aria-busy=while_true(move || passing.is_busy())>
                    <span class="button__label">{label}</span>
                    <span class="spinner" aria-hidden="true"></span>
                </button>
            </form>
        }
    });
    view! {
        <Refused error=Signal::derive(move || passing.error())/>
        <div class="actions wizard__ways">
            {back}
            <div class="actions">
                {skip_step}
                {go_on}
            </div>
        </div>
    }
}

#[component]
fn DoneStep(screen: WelcomeScreen) -> impl IntoView {
    let finishing = Submission::of::<FinishWelcome>();
    finishing.follow();
    let back = screen.back.clone().map(|back| {
        view! { <a class="button button--plain" href=back><Left/>{welcome::BACK}</a> }
    });
    view! {
        <Refused error=Signal::derive(move || finishing.error())/>
        <div class="actions wizard__ways">
            {back}
            <form
                method="post"
                action=FinishWelcome::url()
                on:submit=move |event: SubmitEvent| finishing.send_on(&event)
            >
                {return_to(&screen)}
                <button type="submit" class="button button--primary" aria-busy=while_true(move || finishing.is_busy())>
                    <span class="button__label">{welcome::FINISH}</span>
                    <span class="spinner" aria-hidden="true"></span>
                </button>
            </form>
        </div>
    }
}
