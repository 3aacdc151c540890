//! Foot of a list with several pages, newest entries first.

use super::button_form::QUIET;
use crate::words::settings;
use leptos::prelude::*;

/// `newest` links to the first page; `None` on it.
#[component]
pub fn OlderNewer(newest: Option<String>, older: Option<String>) -> impl IntoView {
    let is_there = newest.is_some() || older.is_some();
    let newest = newest.map(|path| view! { <a class=QUIET href=path>{settings::pages::NEWEST}</a> });
    let older = older.map(|path| view! { <a class=QUIET href=path rel="next">{settings::pages::OLDER}</a> });
    is_there.then(|| view! { <div class="panel__foot">{newest} {older}</div> })
}
