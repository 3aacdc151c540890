//! `/settings/security/sessions`: all sessions of the account, in pages.

use super::{SessionsView, older_newer::OlderNewer, sessions::SessionRows};
use crate::paths;
use leptos::prelude::*;

#[component]
pub fn SessionsPage(view: SessionsView) -> impl IntoView {
    view! {
        <div class="panel">
            <SessionRows sessions=view.sessions/>
            <OlderNewer newest=view.is_later.then(|| paths::SETTINGS_SESSIONS.to_owned()) older=view.older/>
        </div>
    }
}
