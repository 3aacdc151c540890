//! `/settings/activity`: everything that happened, page by page.

use super::{ActivityView, activity_list::ActivityList, pager::Pager};
use crate::paths;
use leptos::prelude::*;

#[component]
pub fn ActivityPage(view: ActivityView) -> impl IntoView {
    view! {
        <div class="panel">
            <ActivityList entries=view.entries/>
            <Pager newest=view.is_later.then_some(paths::SETTINGS_ACTIVITY) older=view.older/>
        </div>
    }
}
