//! `/settings/security/sessions`: everywhere that the person is signed in, page by page.

use super::{SessionsView, pager::Pager, sessions::SessionRows};
use crate::paths;
use leptos::prelude::*;

#[component]
pub fn SessionsPage(view: SessionsView) -> impl IntoView {
    view! {
        <div class="panel">
            <SessionRows sessions=view.sessions/>
            <Pager newest=view.is_later.then_some(paths::SETTINGS_SESSIONS) older=view.older/>
        </div>
    }
}
