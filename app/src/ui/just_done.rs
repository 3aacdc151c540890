//! A notice of what the user just did. A reload does not show it again.

use super::{CheckIcon, focus_unless_elsewhere};
use leptos::{html::Div, prelude::*};

#[component]
pub fn JustDone(#[prop(into)] title: String) -> impl IntoView {
    let notice = NodeRef::<Div>::new();
    Effect::new(move || {
        // Screen readers may not announce a status that is in the page from the start. Focus it instead.
        if let Some(notice) = notice.get() {
            focus_unless_elsewhere(&notice);
        }
    });
    Effect::new(move || {
        let (window, path) = (window(), location().pathname().unwrap_or_default());
        if let Ok(history) = window.history() {
            let state = history.state().unwrap_or_default();
            let _ = history.replace_state_with_url(&state, "", Some(&path));
        }
    });
    view! {
        <div class="notice notice--success" role="status" tabindex="-1" node_ref=notice>
            <CheckIcon/>
            <p class="notice__title">{title}</p>
        </div>
    }
}
