//! `/admin/applications/ID`: the settings of an application, each section with a form of its own.

use super::access::Access;
use super::acts::Acts;
use super::client_snippets::Values;
use super::details::Details;
#[cfg(feature = "ssr")]
use super::forms::{ACCESS, DETAILS, FORWARD_AUTH, OPENID_CONNECT, STRENGTH, kept, posted};
use super::forward_auth::ForwardAuthForm;
use super::logo::ApplicationLogo;
use super::openid_connect::OpenIdConnect;
#[cfg(feature = "ssr")]
use super::proxies::snippets;
use super::proxies::{Proxies, Snippet};
use super::secret::{ClientDetails, FreshSecret, Secrets};
use super::strength::StrengthForm;
use super::{ApplicationDone, FormValues};
use crate::admin::groups::GroupChoice;
#[cfg(feature = "ssr")]
use crate::admin::groups::group_choices;
use crate::admin::logo::LogoProblem;
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
use crate::paths::ApplicationAct;
use crate::prelude::*;
use crate::words::admin::applications;
#[cfg(feature = "ssr")]
use domain::ApplicationId;
#[cfg(feature = "ssr")]
use domain::application::{HeaderStyle, ProtectedOrigin, Strength};
#[cfg(feature = "ssr")]
use domain::oidc::{ClientSettings, RedirectUri};
#[cfg(feature = "ssr")]
use domain::policy::form::ON;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use service::applications::{ApplicationView as StoredApplication, minutes_and_days, show, show_client};

/// `/admin/applications/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApplicationView {
    pub id: String,
    pub name: String,
    pub start: String,
    pub is_on: bool,
    /// The path of its logo.
    pub logo: Option<String>,
    pub logo_problem: Option<LogoProblem>,
    pub forms: FormValues,
    /// All groups of the organisation.
    pub groups: Vec<GroupChoice>,
    /// The operator opened it to all organisations, also to those that are added later.
    pub open_to_all: bool,
    /// The names of the organisations that the operator opened it to, beside its own.
    pub organisations: Vec<String>,
    /// The origins that a proxy guards, as saved.
    pub origins: Vec<String>,
    /// The configuration of proxies. Empty: no origin is protected.
    pub snippets: Vec<Snippet>,
    /// The command that checks the proxy.
    pub check: String,
    /// The headers have other names than in the original configuration files.
    pub has_other_headers: bool,
    /// Its OpenID Connect side, if it has one.
    pub client: Option<Box<ClientDetails>>,
    /// Paths of the page about its activity, and of the page that previews what it is told about a person.
    pub activity: String,
    pub preview: String,
    /// What the admin can do at present, each with the path of the page that asks for confirmation.
    pub acts: Vec<(ApplicationAct, String)>,
    pub done: Option<ApplicationDone>,
}

impl AdminView for ApplicationView {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn lead(&self, _: &str) -> String {
        self.start.clone()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::APPLICATIONS
    }

    fn logo(&self) -> Option<String> {
        self.logo.clone()
    }

    fn buttons(&self) -> Option<AnyView> {
        let (start, activity, preview) = (self.start.clone(), self.activity.clone(), self.preview.clone());
        let dry_run = self.client.as_ref().map(|client| {
            let path = client.dry_run.clone();
            view! { <a class=QUIET href=path>{applications::TO_DRY_RUN}</a> }
        });
        Some(static_view(view! {
            <div class="cluster">
                <a class="button button--primary button--small" href=start target="_blank" rel="external noopener">
                    {applications::TRY_IT}
                </a>
                <a class=QUIET href=preview>{applications::TO_PREVIEW}</a>
                {dry_run}
                <a class=QUIET href=activity>{applications::TO_ACTIVITY}</a>
            </div>
        }))
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <ApplicationPage view=self/> })
    }
}

impl ApplicationView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: ApplicationId, query: &str) -> Answer<Self> {
        let shown = show(&web.cx.app, admin, id).await?;
        let client = show_client(&web.cx.app, admin, id).await?;
        let settings = client.as_ref().map(|client| client.settings.clone()).unwrap_or_default();
        let saved = FormValues::of(&shown, &settings);
        let StoredApplication { application, origins, organisations, .. } = shown;
        let style = application.header_style;
        let switch = if application.is_on { ApplicationAct::TurnOff } else { ApplicationAct::TurnOn };
        let acts = [switch, ApplicationAct::Delete];
        Ok(ApplicationView {
            id: id.to_string(),
            name: application.name.to_string(),
            start: application.start.to_string(),
            is_on: application.is_on,
            logo: application.logo_digest.as_deref().map(paths::logo),
            logo_problem: LogoProblem::in_query(query),
            forms: FormValues {
                details: kept(web, admin, DETAILS, id).unwrap_or(saved.details),
                access: kept(web, admin, ACCESS, id).unwrap_or(saved.access),
                strength: kept(web, admin, STRENGTH, id).unwrap_or(saved.strength),
                forward_auth: kept(web, admin, FORWARD_AUTH, id).unwrap_or(saved.forward_auth),
                openid_connect: kept(web, admin, OPENID_CONNECT, id).unwrap_or(saved.openid_connect),
            },
            groups: group_choices(web, admin, &[]).await?,
            open_to_all: application.open_to_all,
            organisations: organisations.into_iter().map(|organisation| organisation.name).collect(),
            snippets: origins.first().map(|origin| snippets(origin, style)).unwrap_or_default(),
            check: origins.first().map(|origin| format!("portico doctor forward-auth {origin}")).unwrap_or_default(),
            origins: origins.iter().map(ToString::to_string).collect(),
            has_other_headers: style != HeaderStyle::Remote,
            client: client.map(|client| Box::new(ClientDetails::of(web, admin, id, &client))),
            activity: ApplicationsRoute::Activity(id).path(),
            preview: ApplicationsRoute::Preview(id).path(),
            acts: acts.map(|act| (act, ApplicationsRoute::Confirm(id, act).path())).into(),
            done: unless_refused(query, paths::DONE).and_then(|name| ApplicationDone::of(&name)),
        })
    }
}

#[cfg(feature = "ssr")]
impl FormValues {
    /// The saved values.
    fn of(shown: &StoredApplication, client: &ClientSettings) -> Self {
        let StoredApplication { application, origins, access, .. } = shown;
        let on = |is_on| if is_on { ON } else { "" };
        let groups: Vec<String> = access.groups.iter().map(|group| group.id.to_string()).collect();
        let people: Vec<&str> = access.people.iter().map(|person| person.email.as_str()).collect();
        let origins: Vec<&str> = origins.iter().map(ProtectedOrigin::as_str).collect();
        let Strength { level, within } = application.strength;
        let minutes = within.map(|within| within.0.div_ceil(60).to_string()).unwrap_or_default();
        let (style, user) = (application.header_style.name(), application.user_header.name());
        let rules = application.path_rules.to_string();
        let [access_minutes, refresh_days] = minutes_and_days(client.lifetimes);
        let openid_connect = [
            &*client.redirect_uris.to_string(),
            &client.sign_out_uris.to_string(),
            client.back_channel_uri.as_ref().map(RedirectUri::as_str).unwrap_or_default(),
            client.authentication.name(),
            on(client.asks_consent),
            on(client.is_lean),
            client.id_token_algorithm.name(),
            on(!client.requires_pkce),
            on(client.allows_offline),
            on(client.allows_device),
            on(client.allows_client_credentials),
            &access_minutes,
            &refresh_days,
        ];
        FormValues {
            details: posted(DETAILS, [application.name.as_str(), application.start.as_str()]),
            access: posted(ACCESS, [on(access.everyone), &groups.join(","), &people.join("\n")]),
            strength: posted(STRENGTH, [level.name(), &minutes]),
            forward_auth: posted(FORWARD_AUTH, [&origins.join("\n"), style, user, &rules]),
            openid_connect: posted(OPENID_CONNECT, openid_connect),
        }
    }
}

#[component]
fn ApplicationPage(view: ApplicationView) -> impl IntoView {
    let ApplicationView { id, is_on, logo, logo_problem, forms, groups, open_to_all, organisations, .. } = view;
    let ApplicationView { origins, snippets, check, has_other_headers, client, acts, .. } = view;
    let done = view.done.map(|done| view! { <JustDone title=done.text()/> });
    let off = (!is_on).then(|| {
        view! { <Notice tone=Tone::Warning title=applications::OFF_TITLE text=applications::OFF_TEXT/> }
    });
    let FormValues { details, access, strength, forward_auth, openid_connect } = forms.with_unsaved(&id);
    let fresh = client.as_ref().and_then(|client| client.fresh_secret.clone()).map(|secret| {
        let application = id.clone();
        static_view(view! { <FreshSecret application secret/> })
    });
    let exceptions = client.as_ref().map(|client| client.exceptions.clone()).unwrap_or_default();
    let client = client.map(|client| {
        let ClientDetails { values, secrets, undelivered, acts, .. } = *client;
        let undelivered = undelivered.map(|(many, answer)| {
            let (title, text) = (applications::logout_waiting(many), applications::logout_waiting_text(answer));
            static_view(view! { <Notice tone=Tone::Warning title text/> })
        });
        view! {
            {undelivered}
            {static_view(view! { <Values values/> })}
            {static_view(view! { <Secrets secrets acts/> })}
        }
    });
    view! {
        {done}
        {off}
        {fresh}
        {static_view(view! { <Details application=id.clone() fields=details/> })}
        {static_view(view! { <ApplicationLogo application=id.clone() logo refused=logo_problem/> })}
        {static_view(view! { <Access application=id.clone() fields=access groups open_to_all organisations/> })}
        {static_view(view! { <StrengthForm application=id.clone() fields=strength/> })}
        {static_view(view! { <ForwardAuthForm application=id.clone() fields=forward_auth/> })}
        {static_view(view! { <Proxies application=id.clone() origins snippets command=check has_other_headers/> })}
        {static_view(view! { <OpenIdConnect application=id fields=openid_connect exceptions/> })}
        {client}
        {static_view(view! { <Acts acts/> })}
    }
}
