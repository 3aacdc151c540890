//! `/settings/security/sessions`: all sessions of the account, in pages.

use super::{SessionsView, sessions::SessionRows};
use crate::{paths, ui::OlderNewer};
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
