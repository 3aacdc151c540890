//! The field for a time zone: a text field that suggests the zones whose names contain what is typed.

use super::field::{FieldFoot, FieldIds};
use super::{until_edited, while_true};
use crate::words::Sentence;
use crate::words::settings::profile;
use domain::refusal::{FormField, Refusal};
use leptos::prelude::*;

const TIME_ZONE: FieldIds = FieldIds { input: "time_zone", hint: "time_zone-hint", error: "time_zone-error" };
const TIME_ZONES: &str = "time-zones";

pub fn is_about_time_zone(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::TimeZone))
}

/// What a form names as time zone: empty if it is the choice that follows the browser.
#[cfg(feature = "ssr")]
pub(crate) fn named_time_zone(typed: &str) -> &str {
    let typed = typed.trim();
    if typed == profile::SAME_AS_BROWSER.text() { "" } else { typed }
}

/// `time_zones` are what the field suggests. `chosen` is one of them or what was typed; empty means that of the browser.
#[component]
pub fn TimeZoneField(time_zones: Vec<String>, chosen: String, error: Signal<Option<Sentence>>) -> impl IntoView {
    let ids = TIME_ZONE;
    let error = until_edited(ids.input, error);
    let options: Vec<_> = std::iter::once(profile::SAME_AS_BROWSER.into())
        .chain(time_zones)
        .map(|name: String| view! { <option value=name></option> })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=ids.input>{profile::TIME_ZONE}</label>
            <input
                class="input"
                id=ids.input
                name=ids.input
                type="text"
                list=TIME_ZONES
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                placeholder=profile::SAME_AS_BROWSER
                value=chosen
                autofocus=error.get_untracked().is_some()
                aria-describedby=ids.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
            />
            <datalist id=TIME_ZONES>{options}</datalist>
            <FieldFoot ids hint=Signal::stored(profile::TIME_ZONE_HINT.into()) error/>
        </div>
    }
}
