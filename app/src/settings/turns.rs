//! The foot of a list that has more than one page, newest first.

use super::one_button::QUIET;
use crate::words::settings;
use leptos::prelude::*;

/// `newest` is the first page, where this is a later one.
#[component]
pub fn Turns(newest: Option<String>, older: Option<String>) -> impl IntoView {
    let is_there = newest.is_some() || older.is_some();
    let newest = newest.map(|path| view! { <a class=QUIET href=path>{settings::pages::NEWEST}</a> });
    let older = older.map(|path| view! { <a class=QUIET href=path rel="next">{settings::pages::OLDER}</a> });
    is_there.then(|| view! { <div class="panel__foot">{newest} {older}</div> })
}
