//! Renders a step of onboarding inside its layout.

use super::{
    FinishWelcome, WelcomePage, WelcomeScreen, password_step::PasswordStep, phone_step::PhoneStep,
    profile_step::ProfileStep, second_step_step::SecondStepStep, stepper::Stepper, ways::return_to,
};
use crate::{
    submission::Submission,
    ui::{AuthLayout, Left, Refused, static_view, while_true},
    words::welcome,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

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
