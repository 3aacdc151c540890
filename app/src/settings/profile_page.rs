//! `/settings/account/profile`: name, language and time zone of the user.

use super::{ProfileView, SaveProfile, SettingsScreen};
use crate::{
    language::Language,
    submission::Submission,
    ui::{Down, Field, Kind, NAME, Refused, SubmitButton, TimeZoneField, focus_first, focus_refused},
    words::{self, settings},
};
use domain::refusal::{FormField, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

const LANGUAGE: &str = "language";

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Name))
}

#[component]
pub fn ProfilePage(screen: SettingsScreen, view: ProfileView) -> impl IntoView {
    let saving = Submission::of::<SaveProfile>();
    saving.follow();
    let input = NodeRef::<Input>::new();
    let error = saving.beside(is_about_name);
    focus_refused(input, error);
    focus_first(input);
    let typed = screen.typed.name;
    let value = if typed.is_empty() { screen.name.unwrap_or_default() } else { typed };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.above(is_about_name)/>
            <form
                class="stack"
                method="post"
                action=SaveProfile::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Field
                    input
                    ids=NAME
                    kind=Kind::NAME
                    label=words::sign_up::FULL_NAME
                    value
                    autofocus=true
                    error
                />
                <LanguageField chosen=view.language/>
                <TimeZoneField time_zones=view.time_zones chosen=view.time_zone/>
                <SubmitButton label=settings::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </div>
    }
}

#[component]
fn LanguageField(chosen: Option<String>) -> impl IntoView {
    let options: Vec<_> = Language::all()
        .map(|language| {
            let code = language.code();
            let is_chosen = chosen.as_deref() == Some(code);
            view! { <option value=code lang=code selected=is_chosen>{language.name()}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=LANGUAGE>{settings::profile::LANGUAGE}</label>
            <span class="select">
                <select class="input" id=LANGUAGE name=LANGUAGE autocomplete="off">
                    <option value="" selected=chosen.is_none()>{settings::profile::AS_BROWSER}</option>
                    {options}
                </select>
                <Down/>
            </span>
        </div>
    }
}
