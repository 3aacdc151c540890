//! `/settings/activity`: everything that happened, page by page.

use super::{ActivityView, activity_list::ActivityList, one_button::QUIET};
use crate::{paths, words::activity};
use leptos::prelude::*;

#[component]
pub fn ActivityPage(view: ActivityView) -> impl IntoView {
    let newest = view.is_later.then(|| {
        view! { <a class=QUIET href=paths::SETTINGS_ACTIVITY>{activity::NEWEST}</a> }
    });
    let older = view.older.map(|path| view! { <a class=QUIET href=path rel="next">{activity::OLDER}</a> });
    let pager =
        (newest.is_some() || older.is_some()).then(|| view! { <div class="panel__foot">{newest} {older}</div> });
    view! {
        <div class="panel">
            <ActivityList entries=view.entries/>
            {pager}
        </div>
    }
}
