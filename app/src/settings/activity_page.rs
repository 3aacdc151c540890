//! `/settings/activity`: all events of the account, in pages.

use super::{ActivityView, activity_list::ActivityList};
use crate::{paths, ui::OlderNewer};
use leptos::prelude::*;

#[component]
pub fn ActivityPage(view: ActivityView) -> impl IntoView {
    view! {
        <div class="panel">
            <ActivityList entries=view.entries/>
            <OlderNewer newest=view.is_later.then(|| paths::SETTINGS_ACTIVITY.to_owned()) older=view.older/>
        </div>
    }
}
