//! The way back of somebody who came from elsewhere to do one thing here.

use leptos::prelude::*;

/// Part of every form that may be the last one here.
#[component]
pub fn WayBack(return_to: Option<String>) -> impl IntoView {
    return_to.map(|return_to| view! { <input type="hidden" name="return_to" value=return_to/> })
}
