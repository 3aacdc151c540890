//! Any page of the settings, in its frame.

use super::SettingsScreen;
use leptos::prelude::*;

#[component]
pub fn SettingsPages(screen: SettingsScreen) -> impl IntoView {
    view! { <main id="main"><h1>{crate::words::settings::title(&screen.page)}</h1></main> }
}
