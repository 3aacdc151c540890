//! The field that chooses a time zone.

use super::icons::Down;
use crate::words::settings::profile;
use leptos::prelude::*;

const TIME_ZONE: &str = "time_zone";

/// `time_zones` and `chosen` are IANA names. `chosen` is `None` for UTC.
#[component]
pub fn TimeZoneField(time_zones: Vec<String>, chosen: Option<String>) -> impl IntoView {
    let options: Vec<_> = time_zones
        .into_iter()
        .map(|name| {
            let is_chosen = chosen.as_ref() == Some(&name);
            let text = profile::time_zone(Some(&name));
            view! { <option value=name selected=is_chosen>{text}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=TIME_ZONE>{profile::TIME_ZONE}</label>
            <span class="select">
                <select class="input" id=TIME_ZONE name=TIME_ZONE autocomplete="off">
                    <option value="" selected=chosen.is_none()>{profile::UTC}</option>
                    {options}
                </select>
                <Down/>
            </span>
        </div>
    }
}
