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
    /// When the user first allowed it, formatted.
    pub since: String,
    /// When it was last used, formatted.
    pub used: String,
}

#[cfg(feature = "ssr")]
impl AccessEntry {
    fn of(grant: GrantView, zone: Option<&str>) -> Self {
        AccessEntry {
            id: grant.id.to_string(),
            application: grant.application,
            start_address: grant.start_address,
            scopes: grant.scopes,
            since: in_words(grant.since, zone),
            used: in_words(grant.used_at, zone),
        }
    }

    pub(crate) async fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Vec<Self>> {
        let zone = signed_in.account.time_zone.as_deref();
        let grants = list_grants(&web.cx.app, signed_in).await?;
        Ok(grants.into_iter().map(|grant| AccessEntry::of(grant, zone)).collect())
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
    let removing = Submission::of::<RemoveAccess>();
    removing.redirect_on_success();
    let none = entries.is_empty().then(|| {
        let icon = static_view(view! { <Key/> });
        view! { <Row icon title=static_view(access::NONE.text()) text=access::NONE_TEXT actions=None/> }
    });
    let rows: Vec<_> = entries
        .into_iter()
        .enumerate()
        .map(|(at, entry)| view! { <Entry entry id=format!("access-{at}") removing/> })
        .collect();
    view! {
        <Section id="access" title=access::SECTION about=access::ABOUT>
            <Refused error=Signal::derive(move || removing.error())/>
            <ul class="rows">{none} {rows}</ul>
        </Section>
    }
}

#[component]
fn Entry(entry: AccessEntry, id: String, removing: Submission) -> impl IntoView {
    let AccessEntry { id: which, application, start_address, scopes, since, used } = entry;
    let icon = static_view(view! { <Key/> });
    let title =
        static_view(view! { <a class="target" id=id.clone() href=start_address rel="external">{application}</a> });
    let actions = static_view(view! {
        <ButtonForm
            submission=removing
            action=RemoveAccess::url()
            label=access::REMOVE
            which=Some(("grant", which))
            described_by=Some(id)
        />
    });
    view! { <Row icon title text=access::facts(authorize::scopes(scopes), since, used) actions=Some(actions)/> }
}
