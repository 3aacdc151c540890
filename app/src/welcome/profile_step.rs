//! The step for name and time zone.

use super::{
    WelcomeProfile, WelcomeScreen,
    ways::{FORM, Ways, return_to},
};
use crate::{
    submission::Submission,
    ui::{Field, Kind, NAME, Refused, TimeZoneField, focus_first, focus_refused},
    words,
};
use domain::refusal::{FormField, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Name))
}

#[component]
pub fn ProfileStep(screen: WelcomeScreen, time_zones: Vec<String>, time_zone: Option<String>) -> impl IntoView {
    let saving = Submission::of::<WelcomeProfile>();
    saving.follow();
    let input = NodeRef::<Input>::new();
    let error = saving.beside(is_about_name);
    focus_refused(input, error);
    focus_first(input);
    let typed = screen.typed.name.clone();
    let value = if typed.is_empty() { screen.name.clone().unwrap_or_default() } else { typed };
    view! {
        <Refused error=saving.above(is_about_name)/>
        <form
            class="stack"
            id=FORM
            method="post"
            action=WelcomeProfile::url()
            novalidate
            on:submit=move |event: SubmitEvent| saving.send_on(&event)
        >
            {return_to(&screen)}
            <Field input ids=NAME kind=Kind::NAME label=words::sign_up::FULL_NAME value autofocus=true error/>
            <TimeZoneField time_zones chosen=time_zone/>
        </form>
        <Ways screen going_on=saving/>
    }
}
