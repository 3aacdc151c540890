//! Renders a step of onboarding inside its layout, beside the list of all steps.

use super::{
    FinishWelcome, StepView, WelcomePage, WelcomeScreen,
    steps::{PasswordStep, PhoneStep, ProfileStep, SecondFactorStep, hidden_return_to},
};
use crate::{prelude::*, words::welcome};
use domain::welcome::{Outcome, Step};

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
        WelcomePage::SecondStep(progress) => static_view(view! { <SecondFactorStep screen progress/> }),
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
    finishing.redirect_on_success();
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
                {hidden_return_to(&screen)}
                <button type="submit" class="button button--primary" aria-busy=while_true(move || finishing.is_busy())>
                    <span class="button__label">{welcome::FINISH}</span>
                    <span class="spinner" aria-hidden="true"></span>
                </button>
            </form>
        </div>
    }
}

/// The list of all steps.
#[component]
fn Stepper(steps: Vec<StepView>, here: Step) -> impl IntoView {
    let count = steps.len();
    let at = steps.iter().position(|one| one.step == here).map_or(1, |at| at + 1);
    let steps: Vec<_> = steps.into_iter().enumerate().map(|(place, step)| entry(place + 1, step, here)).collect();
    view! {
        <div class="wizard__rail" role="group" aria-label=welcome::PAGE_TITLE>
            <span class="steps__now">{welcome::place(at, count)}</span>
            <ol class="steps">
                {steps}
            </ol>
            <p>{welcome::LATER}</p>
        </div>
    }
}

fn entry(place: usize, StepView { step, outcome, note }: StepView, here: Step) -> impl IntoView {
    let is_here = step == here;
    let is_done = outcome == Some(Outcome::Done);
    let mark = match is_done && !is_here {
        true => static_view(view! { <Check/> }),
        false => static_view(place.to_string()),
    };
    let (spoken, small) = match outcome.filter(|_| !is_here) {
        Some(outcome) => {
            let spoken = if outcome == Outcome::Done { welcome::STEP_DONE } else { welcome::STEP_SKIPPED };
            (Some(spoken), Some(note.unwrap_or_else(|| welcome::note(outcome).into())))
        }
        None => (None, None),
    };
    view! {
        <li
            class="steps__step"
            data-state=(is_done && !is_here).then_some("done")
            aria-current=is_here.then_some("step")
        >
            <span class="steps__mark" aria-hidden="true">{mark}</span>
            <span>
                {welcome::name(step)} {spoken.map(|spoken| view! { <span class="visually-hidden">{spoken}</span> })}
                {small.map(|small| view! { <span class="steps__small">{small}</span> })}
            </span>
        </li>
    }
}
