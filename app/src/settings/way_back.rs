//! The field that returns a user to the page they came from.

use leptos::prelude::*;

/// Hidden `return_to` field, for forms that may complete what the user came to do.
#[component]
pub fn WayBack(return_to: Option<String>) -> impl IntoView {
    return_to.map(|return_to| view! { <input type="hidden" name="return_to" value=return_to/> })
}
