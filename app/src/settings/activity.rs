//! The events of an account, one sentence each; `/settings/activity` shows all of them. Warnings are highlighted.

#[cfg(feature = "ssr")]
use super::answers::{A_PAGE, cursor_in};
use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::server::browser;
use crate::words::{activity, settings};
use domain::activity::AuditEventCategory;
#[cfg(feature = "ssr")]
use store::{
    Cursor,
    audit::{AuditEvent, AuditEvents},
};

/// `/settings/activity`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityView {
    pub entries: Vec<ActivityEntry>,
    /// Path of the page with older entries. `None`: there are none.
    pub older: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityEntry {
    pub what: AuditEventKind,
    /// Extra information for the sentence, such as the name of a sign-in method.
    pub detail: Option<String>,
    /// Such as `Firefox on Linux`.
    pub browser: String,
    /// IP address. Empty for what the operator did on the server.
    pub ip_address: String,
    /// Formatted date and time.
    pub at: Moment,
}

impl SettingsView for ActivityView {
    fn title(&self) -> &'static str {
        settings::ACTIVITY.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_ACTIVITY.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Activity
    }

    fn is_first(&self) -> bool {
        true
    }

    fn draw(self, _: SettingsContext) -> AnyView {
        static_view(view! { <ActivityPage view=self/> })
    }
}

impl ActivityEntry {
    #[cfg(feature = "ssr")]
    fn of(event: AuditEvent, reading: Reading<'_>) -> Self {
        ActivityEntry {
            what: event.activity,
            detail: event.detail,
            // Without a client address it was the operator, who used no browser.
            browser: if event.client_address.is_empty() { String::new() } else { browser(&event.user_agent) },
            ip_address: event.client_address,
            at: reading.moment(event.at),
        }
    }

    /// One page of the account's events, and the cursor of the next page if there is one.
    #[cfg(feature = "ssr")]
    pub async fn load(
        web: &WebRequest,
        signed_in: &SignedIn,
        before: Option<Cursor>,
        most: u64,
    ) -> Answer<(Vec<Self>, Option<Cursor>)> {
        let reading = web.reading(signed_in);
        let AuditEvents { events, older, .. } =
            service::account::activity(&web.cx.app, signed_in, before, most).await?;
        Ok((events.into_iter().map(|event| ActivityEntry::of(event, reading)).collect(), older))
    }
}

impl ActivityView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn, query: &str) -> Answer<Self> {
        let before = cursor_in(query);
        let (entries, older) = ActivityEntry::load(web, signed_in, before, A_PAGE).await?;
        Ok(ActivityView {
            entries,
            older: older.map(|cursor| paths::older(SettingsRoute::Activity, &cursor.to_string())),
            is_later: before.is_some(),
        })
    }
}

#[component]
fn ActivityPage(view: ActivityView) -> impl IntoView {
    view! {
        <div class="panel">
            <ActivityList entries=view.entries/>
            <OlderNewer newest=view.is_later.then(|| paths::SETTINGS_ACTIVITY.to_owned()) older=view.older/>
        </div>
    }
}

type Words = fn(AuditEventKind, Option<&str>) -> String;

fn own_words(what: AuditEventKind, detail: Option<&str>) -> String {
    activity::sentence(what, detail).to_owned()
}

#[component]
pub fn ActivityList(
    entries: Vec<ActivityEntry>,
    /// Turns an event into a sentence. The default addresses the owner of the account.
    #[prop(default = own_words)]
    words: Words,
) -> impl IntoView {
    if entries.is_empty() {
        return static_view(view! {
            <div class="empty">
                <Clock/>
                <p class="empty__title">{activity::NONE}</p>
                <p>{activity::NONE_TEXT}</p>
            </div>
        });
    }
    let lines: Vec<_> = entries.into_iter().map(|entry| view! { <Line entry words/> }).collect();
    static_view(view! { <ul class="activity">{lines}</ul> })
}

#[component]
fn Line(entry: ActivityEntry, words: Words) -> impl IntoView {
    let ActivityEntry { what, detail, browser, ip_address, at } = entry;
    let where_from: Vec<_> = [browser, ip_address].into_iter().filter(|part| !part.is_empty()).collect();
    let kind = what.is_warning().then_some("warning");
    let spoken = kind.map(|_| view! { <span class="visually-hidden">{activity::WARNING} " "</span> });
    view! {
        <li data-kind=kind>
            {icon(what.category())}
            <div>
                <p>{spoken} {words(what, detail.as_deref())}</p>
                <p class="activity__where">{where_from.join(" · ")}</p>
            </div>
            <span class="activity__at"><When moment=at/></span>
        </li>
    }
}

fn icon(category: AuditEventCategory) -> AnyView {
    match category {
        AuditEventCategory::Warning => static_view(view! { <Exclamation/> }),
        AuditEventCategory::Session => static_view(view! { <Laptop/> }),
        AuditEventCategory::Credential => static_view(view! { <Key/> }),
        AuditEventCategory::Message => static_view(view! { <Envelope/> }),
        AuditEventCategory::Phone => static_view(view! { <PhoneIcon/> }),
        AuditEventCategory::Account => static_view(view! { <Person/> }),
        AuditEventCategory::Other => static_view(view! { <LockIcon/> }),
    }
}
