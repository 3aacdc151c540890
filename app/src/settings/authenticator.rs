//! `/settings/security/authenticator`: QR code, key and first code of an authenticator app.

use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView, WayBack};
use super::qr_code::{QrCode, QrCodePicture};
#[cfg(feature = "ssr")]
use super::{
    answers::{coming_from, done},
    page::Done,
};
#[cfg(feature = "ssr")]
use crate::paths::SettingsRoute;
use crate::{prelude::*, words::settings::authenticator};
use domain::one_time_code::TypedCode;
#[cfg(feature = "ssr")]
use domain::{OneTimeCode, policy::SecondFactor};
#[cfg(feature = "ssr")]
use service::{account::recently_authenticated, settings::Enrolment};
use std::fmt;

/// `/settings/security/authenticator`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthenticatorView {
    /// `None`: no app waits for its first code.
    pub waiting: Option<WaitingApp>,
    /// Whether an app is turned on already.
    pub is_on: bool,
}

/// What an authenticator app needs for its setup.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct WaitingApp {
    pub picture: QrCode,
    /// The secret, in groups for typing.
    pub key: String,
    /// The `otpauth:` URL of the picture, for an app on this device.
    pub link: String,
}

/// Omits the secret.
impl fmt::Debug for WaitingApp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WaitingApp")
    }
}

impl SettingsView for AuthenticatorView {
    fn title(&self) -> &'static str {
        authenticator::SET_UP.text()
    }

    fn lead(&self) -> String {
        authenticator::LEAD.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <AuthenticatorPage view=self return_to=context.return_to/> })
    }
}

impl WaitingApp {
    #[cfg(feature = "ssr")]
    pub(crate) fn of(app: &Enrolment) -> anyhow::Result<Self> {
        let link = app.url.expose().clone();
        Ok(WaitingApp { picture: QrCode::of(&link)?, key: app.secret.grouped().expose().clone(), link })
    }
}

impl AuthenticatorView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        let app = &web.cx.app;
        if !signed_in.organisation.policy.second_step.takes(SecondFactor::Authenticator) {
            return Err(Refusal::NotOffered.into());
        }
        let reauthenticated = recently_authenticated(app, signed_in)?;
        let waiting = service::settings::waiting_authenticator(app, reauthenticated).await?;
        let waiting = waiting.as_ref().map(WaitingApp::of).transpose()?;
        Ok(AuthenticatorView { waiting, is_on: signed_in.authenticator_since.is_some() })
    }
}

/// Creates a secret for an authenticator app. The page that follows shows it.
#[server(endpoint = "begin_authenticator", input = PostUrl, output = Postcard)]
pub async fn begin_authenticator(#[server(default)] return_to: String) -> Result<Redirect, ApiError> {
    const PAGE: SettingsRoute = SettingsRoute::Authenticator;
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                service::settings::begin_authenticator(&web.cx, reauthenticated).await?;
                Ok(coming_from(&signed_in, PAGE, &return_to))
            }
            Err(failure) => web.reauthenticate_from(&signed_in, failure, PAGE, &return_to, None),
        }
    })
    .await
}

/// Turns an authenticator app on with its first code.
#[server(endpoint = "turn_on_authenticator", input = PostUrl, output = Postcard)]
pub async fn turn_on_authenticator(
    code: TypedCode,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    const TURNED_ON: Done = Done::new("authenticator");
    const PAGE: SettingsRoute = SettingsRoute::Authenticator;
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let reauthenticated = match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => reauthenticated,
            Err(failure) => return web.reauthenticate_from(&signed_in, failure, PAGE, &return_to, None),
        };
        let code: OneTimeCode = code.0.parse().map_err(|_| Refusal::Code(CodeRefusal::Invalid))?;
        web.renew_session(&service::settings::turn_on_authenticator(&web.cx, reauthenticated, &code).await?);
        web.to_fresh_codes(reauthenticated, TURNED_ON, &return_to).await
    })
    .await
}

#[server(endpoint = "turn_off_authenticator", input = PostUrl, output = Postcard)]
pub async fn turn_off_authenticator() -> Result<Redirect, ApiError> {
    const TURNED_OFF: Done = Done::new("authenticator-off");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                web.renew_session(&service::settings::turn_off_authenticator(&web.cx, reauthenticated).await?);
                Ok(done(SettingsRoute::Security, TURNED_OFF))
            }
            Err(failure) => web.reauthenticate(failure, SettingsRoute::TurnOffAuthenticator, None),
        }
    })
    .await
}

fn is_about_code(error: &Refusal) -> bool {
    matches!(error, Refusal::Code(CodeRefusal::Invalid | CodeRefusal::ClockIsOff(_)))
}

#[component]
fn AuthenticatorPage(view: AuthenticatorView, return_to: Option<String>) -> impl IntoView {
    let is_on = view.is_on;
    match view.waiting {
        Some(app) => static_view(view! { <SetUp app is_on return_to/> }),
        None => static_view(view! { <Begin return_to/> }),
    }
}

#[component]
fn Begin(return_to: Option<String>) -> impl IntoView {
    let beginning = Submission::of::<BeginAuthenticator>();
    beginning.redirect_on_success();
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || beginning.error())/>
            <p>{authenticator::START_AGAIN}</p>
            <form
                method="post"
                action=BeginAuthenticator::url()
                on:submit=move |event: SubmitEvent| beginning.send_on(&event)
            >
                <WayBack return_to/>
                <SubmitButton label=authenticator::SET_UP busy=Signal::derive(move || beginning.is_busy())/>
            </form>
        </div>
    }
}

const KEY: &str = "app-key";

/// What an app is set up with: the picture for an app on another device, a link for one on this device, and the key.
#[component]
pub fn AppKey(app: WaitingApp) -> impl IntoView {
    let WaitingApp { picture, key, link } = app;
    let text = key.replace(' ', "");
    view! {
        {static_view(view! { <QrCodePicture picture/> })}
        <div class="actions">
            <a class=QUIET href=link rel="external">{authenticator::OPEN_APP}</a>
        </div>
        <p>{authenticator::OR_KEY}</p>
        <p class="secret" id=KEY>{key}</p>
        <div class="actions">
            <CopyButton text described_by=Some(KEY.to_owned())/>
        </div>
    }
}

#[component]
fn SetUp(app: WaitingApp, is_on: bool, return_to: Option<String>) -> impl IntoView {
    let turning_on = Submission::of::<TurnOnAuthenticator>();
    turning_on.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let error = turning_on.field_error(is_about_code);
    focus_refused(input, error);
    focus_first(input);
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=turning_on.form_error(is_about_code)/>
            <h2>{authenticator::STEP_SCAN}</h2>
            {static_view(view! { <AppKey app/> })}
            <h2>{authenticator::STEP_CODE}</h2>
            {is_on.then(|| view! { <p class="soft">{authenticator::REPLACES}</p> })}
            <form
                class="stack"
                method="post"
                action=TurnOnAuthenticator::url()
                novalidate
                on:submit=move |event: SubmitEvent| turning_on.send_on(&event)
            >
                <WayBack return_to/>
                <AuthenticatorCode input error/>
                <SubmitButton label=authenticator::TURN_ON busy=Signal::derive(move || turning_on.is_busy())/>
            </form>
        </div>
    }
}
