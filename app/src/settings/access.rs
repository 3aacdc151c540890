//! The applications that the user has allowed to know something: the section of the security page, and removing one.

#[cfg(feature = "ssr")]
use super::{answers::done, page::Done};
use crate::prelude::*;
use crate::words::{authorize, settings::access};
use domain::oidc::Scopes;
#[cfg(feature = "ssr")]
use service::oidc::{GrantView, list_grants};

/// An application with access.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessEntry {
    /// The id of the grant.
    pub id: String,
    pub application: String,
    pub start_address: String,
    /// What it may know.
    pub scopes: Scopes,
    /// When the user first allowed it.
    pub since: Moment,
    /// When it was last used.
    pub used: Moment,
}

#[cfg(feature = "ssr")]
impl AccessEntry {
    fn of(grant: GrantView, reading: Reading<'_>) -> Self {
        AccessEntry {
            id: grant.id.to_string(),
            application: grant.application,
            start_address: grant.start_address,
            scopes: grant.scopes,
            since: reading.moment(grant.since),
            used: reading.moment(grant.used_at),
        }
    }

    pub(crate) async fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Vec<Self>> {
        let reading = web.reading(signed_in);
        let grants = list_grants(&web.cx.app, signed_in).await?;
        Ok(grants.into_iter().map(|grant| AccessEntry::of(grant, reading)).collect())
    }
}

#[server(endpoint = "remove_access", input = PostUrl, output = Postcard)]
pub async fn remove_access(grant: String) -> Result<Redirect, ApiError> {
    const REMOVED: Done = Done::new("access-removed");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let grant = grant.parse().map_err(|_| Refusal::NotFound)?;
        service::oidc::remove_grant(&web.cx, &signed_in, grant).await?;
        Ok(done(SettingsRoute::Security, REMOVED))
    })
    .await
}

#[component]
pub fn Access(entries: Vec<AccessEntry>) -> impl IntoView {
    let none = entries.is_empty().then(|| {
        let icon = static_view(view! { <Key/> });
        view! { <Row icon title=static_view(access::NONE.text()) text=access::NONE_TEXT actions=None/> }
    });
    let rows: Vec<_> =
        entries.into_iter().enumerate().map(|(at, entry)| view! { <Entry entry id=format!("access-{at}")/> }).collect();
    view! {
        <Section id="access" title=access::SECTION about=access::ABOUT>
            <ul class="rows">{none} {rows}</ul>
        </Section>
    }
}

#[component]
fn Entry(entry: AccessEntry, id: String) -> impl IntoView {
    let AccessEntry { id: which, application, start_address, scopes, since, used } = entry;
    let icon = static_view(view! { <Key/> });
    let title =
        static_view(view! { <a class="target" id=id.clone() href=start_address rel="external">{application}</a> });
    let actions = static_view(view! {
        <a class=QUIET href=paths::remove_access(&which) aria-describedby=id>{access::REMOVE}</a>
    });
    let [first, second] = MARKS;
    let more = with_times(&access::facts(authorize::scopes(scopes), first, second), &[since, used]);
    view! { <Row icon title text="" more actions=Some(actions)/> }
}
