//! What was just done, said once: a reload does not say it again.

use crate::ui::{Tick, focus_unless_elsewhere};
use leptos::{html::Div, prelude::*};

#[component]
pub fn JustDone(#[prop(into)] title: String) -> impl IntoView {
    let notice = NodeRef::<Div>::new();
    Effect::new(move || {
        // What is there from the beginning is not always read aloud.
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
            <Tick/>
            <p class="notice__title">{title}</p>
        </div>
    }
}
