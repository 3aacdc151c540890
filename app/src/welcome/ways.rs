//! The buttons of a step, and the hidden field of its form.

use super::{SkipStep, WelcomeScreen};
use crate::{
    submission::Submission,
    ui::{Left, Refused, while_true},
    words::welcome,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

/// Id of a step's form. Its submit button is outside the form.
pub const FORM: &str = "step";

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
