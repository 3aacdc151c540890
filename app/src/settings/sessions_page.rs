//! `/settings/security/sessions`: all sessions of the account, in pages.

use super::{SessionsView, sessions::SessionRows, turns::Turns};
use crate::paths;
use leptos::prelude::*;

#[component]
pub fn SessionsPage(view: SessionsView) -> impl IntoView {
    view! {
        <div class="panel">
            <SessionRows sessions=view.sessions/>
            <Turns newest=view.is_later.then(|| paths::SETTINGS_SESSIONS.to_owned()) older=view.older/>
        </div>
    }
}
