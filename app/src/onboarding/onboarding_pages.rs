//! Renders a step of onboarding inside its layout, beside the list of all steps.

use super::steps::{PasswordStep, PhoneStep, ProfileStep, SecondFactorStep, hidden_return_to};
use super::{FinishOnboarding, OnboardingPage, OnboardingScreen, StepView};
use crate::{prelude::*, words::onboarding};
use domain::onboarding::{Outcome, Step};

#[component]
pub fn OnboardingPages(screen: OnboardingScreen) -> impl IntoView {
    let step = screen.page.step();
    let (organisation, steps) = (screen.organisation.clone(), screen.steps.clone());
    let content = match screen.page.clone() {
        OnboardingPage::Profile { time_zones, time_zone } => {
            static_view(view! { <ProfileStep screen time_zones time_zone/> })
        }
        OnboardingPage::Phone { verified, number, countries } => {
            static_view(view! { <PhoneStep screen verified number countries/> })
        }
        OnboardingPage::SecondStep(progress) => static_view(view! { <SecondFactorStep screen progress/> }),
        OnboardingPage::Password { rules } => static_view(view! { <PasswordStep screen rules/> }),
        OnboardingPage::Done => static_view(view! { <DoneStep screen/> }),
    };
    view! {
        <AuthLayout organisation>
            <div class="card wizard">
                <Stepper steps here=step/>
                <div class="wizard__body">
                    <div class="card__head">
                        <h1>{onboarding::title(step)}</h1>
                        <p>{onboarding::lead(step)}</p>
                    </div>
                    {content}
                </div>
            </div>
        </AuthLayout>
    }
}

#[component]
fn DoneStep(screen: OnboardingScreen) -> impl IntoView {
    let finishing = Submission::of::<FinishOnboarding>();
    finishing.redirect_on_success();
    let back = screen.back.clone().map(|back| {
        view! { <a class="button button--plain" href=back><Left/>{onboarding::BACK}</a> }
    });
    view! {
        <Refused error=Signal::derive(move || finishing.error())/>
        <div class="actions wizard__ways">
            <form
                method="post"
                action=FinishOnboarding::url()
                on:submit=move |event: SubmitEvent| finishing.send_on(&event)
            >
                {hidden_return_to(&screen)}
                <button type="submit" class="button button--primary" aria-busy=while_true(move || finishing.is_busy())>
                    <span>{onboarding::FINISH}</span>
                    <span class="spinner" aria-hidden="true"></span>
                </button>
            </form>
            {back}
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
        <div class="wizard__rail" role="group" aria-label=onboarding::PAGE_TITLE>
            <span class="steps__now">{onboarding::place(at, count)}</span>
            <ol class="steps">
                {steps}
            </ol>
            {(here != Step::Done).then(|| view! { <p>{onboarding::LATER}</p> })}
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
            let spoken = if outcome == Outcome::Done { onboarding::STEP_DONE } else { onboarding::STEP_SKIPPED };
            (Some(spoken), Some(note.unwrap_or_else(|| onboarding::note(outcome).into())))
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
                {onboarding::name(step)} {spoken.map(|spoken| view! { <span class="visually-hidden">{spoken}</span> })}
                {small.map(|small| view! { <span class="steps__small">{small}</span> })}
            </span>
        </li>
    }
}
