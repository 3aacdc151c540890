//! What was just done, said once: a reload does not say it again.

use crate::ui::Tick;
use leptos::prelude::*;

#[component]
pub fn JustDone(#[prop(into)] title: String) -> impl IntoView {
    Effect::new(move || {
        let (window, path) = (window(), location().pathname().unwrap_or_default());
        if let Ok(history) = window.history() {
            let state = history.state().unwrap_or_default();
            let _ = history.replace_state_with_url(&state, "", Some(&path));
        }
    });
    view! {
        <div class="notice notice--success" role="status">
            <Tick/>
            <p class="notice__title">{title}</p>
        </div>
    }
}
