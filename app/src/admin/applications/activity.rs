//! `/admin/applications/ID/activity`: who entered an application, who was refused, and what was changed.

use crate::admin::audit::{AuditRow, AuditTable};
use crate::admin::list::EmptyList;
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::settings::answers::cursor_in;
use crate::words::admin::applications::activity;
#[cfg(feature = "ssr")]
use domain::ApplicationId;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// `/admin/applications/ID/activity`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApplicationActivityView {
    pub name: String,
    /// Path of the page about this application.
    pub back: String,
    pub rows: Vec<AuditRow>,
    /// Link to the newest page; `None` on it.
    pub newest: Option<String>,
    pub older: Option<String>,
}

impl AdminView for ApplicationActivityView {
    fn title(&self) -> String {
        activity::title(&self.name)
    }

    fn lead(&self, _: &str) -> String {
        activity::LEAD.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::APPLICATIONS
    }

    fn back(&self) -> (String, String) {
        (self.back.clone(), self.name.clone())
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <ActivityPage view=self/> })
    }
}

impl ApplicationActivityView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: ApplicationId, query: &str) -> Answer<Self> {
        let before = cursor_in(query);
        let application = service::applications::show(&web.cx.app, admin, id).await?.application;
        let (entries, older) = service::applications::activity(&web.cx.app, admin, id, before).await?;
        let reading = web.reading(admin.signed_in());
        let page = ApplicationsRoute::Activity(id).path();
        // Every row is about this application.
        let row = |entry| Some(AuditRow { application: None, ..AuditRow::of(entry, reading)? });
        Ok(ApplicationActivityView {
            name: application.name.to_string(),
            back: ApplicationsRoute::One(id).path(),
            rows: entries.into_iter().filter_map(row).collect(),
            older: older.map(|cursor| paths::with_query(&page, &[(paths::BEFORE, &cursor.to_string())])),
            newest: before.map(|_| page),
        })
    }
}

#[component]
fn ActivityPage(view: ApplicationActivityView) -> impl IntoView {
    let list = if view.rows.is_empty() {
        let icon = static_view(view! { <Clock/> });
        static_view(view! { <EmptyList icon title=activity::NONE_YET text=activity::NONE_TEXT/> })
    } else {
        static_view(view! { <AuditTable rows=view.rows/> })
    };
    view! {
        <div class="panel">
            {list} <OlderNewer newest=view.newest older=view.older/>
        </div>
    }
}
