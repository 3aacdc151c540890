//! Around every second factor: a checkbox to remember the browser, links to other factors, and a button to cancel.

use super::{Choices, LeaveSecondStep};
use crate::{
    organisation::OrganisationView,
    paths,
    submission::Submission,
    ui::{ButtonForm, Refused, static_view},
    words::second_step,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The checkbox "Don't ask again in this browser for 30 days", if the policy allows it.
#[component]
pub fn Remember(may_remember: bool) -> impl IntoView {
    may_remember.then(|| {
        static_view(view! {
            <label class="check" for="remember">
                <input type="checkbox" id="remember" name="remember" value="on"/>
                <span>{second_step::REMEMBER}</span>
            </label>
        })
    })
}

#[component]
pub fn Otherwise(organisation: OrganisationView, choices: Choices) -> impl IntoView {
    let leaving = Submission::of::<LeaveSecondStep>();
    leaving.follow();
    let others: Vec<_> = choices
        .others
        .into_iter()
        .map(|address| {
            let href = paths::second_step(&organisation, address);
            view! { <a class="target" href=href>{second_step::other(address)}</a> }
        })
        .collect();
    let lost = match choices.support {
        Some(support) => second_step::lost_everything_support(&organisation.name, support),
        None => second_step::lost_everything(&organisation.name),
    };
    static_view(view! {
        <div class="stack stack--tight gate__after">
            {others}
            <Refused error=Signal::derive(move || leaving.error())/>
            <ButtonForm
                submission=leaving
                action=LeaveSecondStep::url()
                label=second_step::LEAVE
                look="link-button"
            />
            <p>{lost}</p>
        </div>
    })
}
