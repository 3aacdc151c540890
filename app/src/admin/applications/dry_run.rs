//! `/admin/applications/ID/dry-run`: what an application would get by OpenID Connect if the admin signed in to it now.

use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::applications::{dry_run, preview};
#[cfg(feature = "ssr")]
use domain::{ApplicationId, application::Missing};
#[cfg(feature = "ssr")]
use serde_json::Value;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use service::{applications::CannotEnter, oidc::DryRun};

/// `/admin/applications/ID/dry-run`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DryRunView {
    pub name: String,
    /// Path of the page about this application.
    pub back: String,
    pub outcome: Result<DryRunAnswer, DryRunObstacle>,
}

/// What the application would get.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DryRunAnswer {
    /// The admin would be asked first whether the application may know it.
    pub asks_consent: bool,
    /// The answer of the token endpoint, the claims of the ID token, and the answer of userinfo, as JSON.
    pub response: String,
    pub id_token: String,
    pub userinfo: String,
}

/// Why the application would get nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DryRunObstacle {
    NoAccess,
    TurnedOff,
    SecondStep,
    Passkey,
    Recent,
}

impl AdminView for DryRunView {
    fn title(&self) -> String {
        dry_run::title(&self.name)
    }

    fn lead(&self, _: &str) -> String {
        dry_run::LEAD.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::APPLICATIONS
    }

    fn back(&self) -> (String, String) {
        (self.back.clone(), self.name.clone())
    }

    fn draw(self, _: AdminContext) -> AnyView {
        match self.outcome {
            Ok(answer) => static_view(view! { <Answered answer/> }),
            Err(obstacle) => static_view(view! { <Stopped obstacle/> }),
        }
    }
}

impl DryRunView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: ApplicationId) -> Answer<Self> {
        let application = service::applications::show(&web.cx.app, admin, id).await?.application;
        let outcome = service::applications::dry_run(&web.cx, admin, id).await?;
        Ok(DryRunView {
            name: application.name.to_string(),
            back: ApplicationsRoute::One(id).path(),
            outcome: match outcome {
                Ok(run) => DryRunAnswer::of(run),
                Err(CannotEnter::TurnedOff) => Err(DryRunObstacle::TurnedOff),
                Err(CannotEnter::NoAccess | CannotEnter::Deactivated) => Err(DryRunObstacle::NoAccess),
            },
        })
    }
}

impl DryRunAnswer {
    #[cfg(feature = "ssr")]
    fn of(run: DryRun) -> Result<Self, DryRunObstacle> {
        match run {
            DryRun::Missing(Missing::SecondStep) => Err(DryRunObstacle::SecondStep),
            DryRun::Missing(Missing::Passkey) => Err(DryRunObstacle::Passkey),
            DryRun::Missing(Missing::Recent) => Err(DryRunObstacle::Recent),
            DryRun::Tokens { asks_consent, response, id_token, userinfo } => Ok(DryRunAnswer {
                asks_consent,
                response: format!("{:#}", response.to_json()),
                id_token: format!("{id_token:#}"),
                userinfo: format!("{:#}", Value::Object(userinfo)),
            }),
        }
    }
}

impl DryRunObstacle {
    const fn text(self) -> Word {
        match self {
            DryRunObstacle::NoAccess => dry_run::NO_ACCESS,
            DryRunObstacle::TurnedOff => preview::TURNED_OFF,
            DryRunObstacle::SecondStep => dry_run::SECOND_STEP,
            DryRunObstacle::Passkey => dry_run::PASSKEY,
            DryRunObstacle::Recent => dry_run::RECENT,
        }
    }
}

#[component]
fn Stopped(obstacle: DryRunObstacle) -> impl IntoView {
    view! {
        <div class="panel panel__body stack stack--tight">
            <p><span class="status status--stop">{dry_run::MAY_NOT_ENTER}</span></p>
            <p class="soft">{obstacle.text()}</p>
        </div>
    }
}

#[component]
fn Answered(answer: DryRunAnswer) -> impl IntoView {
    let DryRunAnswer { asks_consent, response, id_token, userinfo } = answer;
    let consent = asks_consent.then(|| view! { <p class="soft">{dry_run::ASKS_CONSENT}</p> });
    view! {
        <div class="panel panel__body stack stack--tight">
            <p><span class="status status--on">{dry_run::MAY_ENTER}</span></p>
            {consent}
        </div>
        <Section id="response" title=dry_run::RESPONSE about=dry_run::ABOUT_RESPONSE>
            <pre class="source" tabindex="0">{response}</pre>
        </Section>
        <Section id="id-token" title=dry_run::ID_TOKEN about=dry_run::ABOUT_ID_TOKEN>
            <pre class="source" tabindex="0">{id_token}</pre>
        </Section>
        <Section id="userinfo" title=dry_run::USERINFO about=dry_run::ABOUT_USERINFO>
            <pre class="source" tabindex="0">{userinfo}</pre>
        </Section>
    }
}
