//! `/admin/applications/ID/preview`: what an application is told about a person, before anything is connected.

#[cfg(feature = "ssr")]
use crate::admin::list::typed;
use crate::admin::list::{EmptyList, Filters, Search};
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::applications::preview;
#[cfg(feature = "ssr")]
use domain::refusal::ApplicationRefusal;
#[cfg(feature = "ssr")]
use domain::{ApplicationId, EmailAddress};
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use service::applications::{CannotEnter, Preview};

/// `/admin/applications/ID/preview`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApplicationPreviewView {
    pub name: String,
    /// Path of this page.
    pub path: String,
    /// Path of the page about this application.
    pub back: String,
    /// The email address of the person, as typed by the admin; at first the admin's own.
    pub email: String,
    /// `None`: no account has this address.
    pub answer: Option<PreviewAnswer>,
}

/// What an application is told about a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewAnswer {
    /// Why the person may not enter. `None`: they may.
    pub refused: Option<PreviewReason>,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// As JSON.
    pub claims: String,
    /// The claims of OpenID Connect, as JSON. `None`: the application does not use it.
    pub openid_connect: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreviewReason {
    NoAccess,
    TurnedOff,
    Deactivated,
}

impl AdminView for ApplicationPreviewView {
    fn title(&self) -> String {
        preview::title(&self.name)
    }

    fn lead(&self, _: &str) -> String {
        preview::LEAD.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::APPLICATIONS
    }

    fn back(&self) -> (String, String) {
        (self.back.clone(), self.name.clone())
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <PreviewPage view=self/> })
    }
}

impl ApplicationPreviewView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: ApplicationId, query: &str) -> Answer<Self> {
        let application = service::applications::show(&web.cx.app, admin, id).await?.application;
        let chosen = Some(typed(query, paths::PERSON)).filter(|email| !email.is_empty());
        let email = chosen.unwrap_or_else(|| admin.signed_in().account.email.to_string());
        let answer = match email.parse::<EmailAddress>() {
            Err(_) => None,
            Ok(email) => match service::applications::preview(&web.cx.app, admin, id, &email).await {
                Err(Failure::Refused(Refusal::Application(ApplicationRefusal::NoSuchPerson { .. }))) => None,
                shown => Some(PreviewAnswer::of(shown?)),
            },
        };
        Ok(ApplicationPreviewView {
            name: application.name.to_string(),
            path: ApplicationsRoute::Preview(id).path(),
            back: ApplicationsRoute::One(id).path(),
            email,
            answer,
        })
    }
}

impl PreviewAnswer {
    #[cfg(feature = "ssr")]
    fn of(shown: Preview) -> Self {
        PreviewAnswer {
            refused: shown.may_enter.err().map(|why| match why {
                CannotEnter::NoAccess => PreviewReason::NoAccess,
                CannotEnter::TurnedOff => PreviewReason::TurnedOff,
                CannotEnter::Deactivated => PreviewReason::Deactivated,
            }),
            headers: shown.headers,
            claims: format!("{:#}", shown.claims),
            openid_connect: shown.openid_connect.map(|claims| format!("{:#}", serde_json::Value::Object(claims))),
        }
    }
}

impl PreviewReason {
    const fn text(self) -> Word {
        match self {
            PreviewReason::NoAccess => preview::NO_ACCESS,
            PreviewReason::TurnedOff => preview::TURNED_OFF,
            PreviewReason::Deactivated => preview::DEACTIVATED,
        }
    }
}

#[component]
fn PreviewPage(view: ApplicationPreviewView) -> impl IntoView {
    let ApplicationPreviewView { path, email, answer, .. } = view;
    let shown = match answer {
        Some(answer) => static_view(view! { <Answered answer/> }),
        None => {
            let (icon, text) = (static_view(view! { <Person/> }), preview::not_found_text(&email));
            static_view(view! { <div class="panel"><EmptyList icon title=preview::NOT_FOUND text/></div> })
        }
    };
    view! {
        <Filters action=path label=preview::SHOW>
            <Search name=paths::PERSON label=preview::PERSON placeholder=preview::PLACEHOLDER value=email/>
        </Filters>
        {shown}
    }
}

#[component]
fn Answered(answer: PreviewAnswer) -> impl IntoView {
    let PreviewAnswer { refused, headers, claims, openid_connect } = answer;
    let (look, title) = match refused {
        None => ("status status--on", preview::MAY_ENTER),
        Some(_) => ("status status--stop", preview::MAY_NOT_ENTER),
    };
    let reason = refused.map(|reason| view! { <p class="soft">{reason.text()}</p> });
    let rows: Vec<_> = headers
        .into_iter()
        .map(|(name, value)| {
            let value = match value.is_empty() {
                true => static_view(view! { <span class="soft">{preview::EMPTY}</span> }),
                false => static_view(view! { <code>{value}</code> }),
            };
            view! { <dt><code>{name}</code></dt><dd>{value}</dd> }
        })
        .collect();
    let openid_connect = openid_connect.map(|claims| {
        view! {
            <Section id="openid-connect" title=preview::OPENID_CONNECT about=preview::ABOUT_OPENID_CONNECT>
                <pre class="source" tabindex="0">{claims}</pre>
            </Section>
        }
    });
    view! {
        <div class="panel panel__body stack stack--tight">
            <p><span class=look>{title}</span></p>
            {reason}
        </div>
        <Section id="headers" title=preview::HEADERS about=preview::ABOUT_HEADERS>
            <dl class="facts panel__body">{rows}</dl>
        </Section>
        <Section id="claims" title=preview::CLAIMS about=preview::ABOUT_CLAIMS>
            <pre class="source" tabindex="0">{claims}</pre>
        </Section>
        {openid_connect}
    }
}
