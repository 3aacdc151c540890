//! `/settings/proof`, and the first step of changing the email address: reauthentication with the password, a passkey
//! or a code by email.

#[cfg(feature = "ssr")]
use super::answers::{before, own_path};
use super::current_password::{CurrentPassword, empty_refused, is_about_current_password};
use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView};
#[cfg(feature = "ssr")]
use crate::passkeys::PasskeyResponse;
use crate::passkeys::{PasskeyButton, PasskeyCeremony, PasskeyPurpose};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::server::filling_challenge;
use crate::words::settings::{self, email, reauthentication};
#[cfg(feature = "ssr")]
use domain::ReturnTo;

/// `/settings/proof`, and the first step of changing the email address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReauthenticationView {
    /// Path to continue at after reauthentication: a page of the settings, the console or onboarding, or the way into an
    /// application.
    pub next: String,
    /// Whether this is the first step of changing the email address.
    pub is_for_email: bool,
    pub has_password: bool,
    /// Whether the user can reauthenticate with a passkey.
    pub by_passkey: bool,
    /// Whether the user can reauthenticate with a code by email.
    pub by_code: bool,
    /// The email address that a code goes to, masked.
    pub masked_email: String,
    /// The path of the page that the user came from. Nothing has changed there.
    pub cancel: String,
}

impl SettingsView for ReauthenticationView {
    fn title(&self) -> &'static str {
        if self.is_for_email { email::TITLE.text() } else { title_before(&self.next).text() }
    }

    fn lead(&self) -> String {
        match self.is_for_email {
            true => settings::LEAD_REAUTHENTICATION_FOR_EMAIL.into(),
            false if paths::is_entry(&self.next) => settings::LEAD_REAUTHENTICATION_FOR_APPLICATION.into(),
            false => settings::LEAD_REAUTHENTICATION.into(),
        }
    }

    /// The section of the page that follows.
    fn section(&self) -> NavSection {
        NavSection::before(&self.next)
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <ReauthenticationPage context view=self/> })
    }
}

impl ReauthenticationView {
    #[cfg(feature = "ssr")]
    pub fn before_new_email(web: &WebRequest, signed_in: &SignedIn, query: &str) -> Self {
        let by_code = signed_in.password_changed_at.is_none();
        let page = paths::SETTINGS_NEW_EMAIL;
        let filled = filling_challenge(query).map(|challenge| paths::filled_from(page, challenge));
        let next = filled.unwrap_or_else(|| page.to_owned());
        ReauthenticationView::leading_to(next, true, by_code, web, signed_in)
    }

    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn, query: &str) -> Self {
        let next = own_path(parameter(query, paths::NEXT).unwrap_or_default());
        ReauthenticationView::leading_to(next, false, true, web, signed_in)
    }

    #[cfg(feature = "ssr")]
    fn leading_to(next: String, is_for_email: bool, by_code: bool, web: &WebRequest, signed_in: &SignedIn) -> Self {
        ReauthenticationView {
            cancel: before(&next),
            next,
            is_for_email,
            has_password: signed_in.password_changed_at.is_some(),
            by_passkey: web.has_passkey(signed_in),
            by_code: by_code && service::settings::may_reauthenticate_by_code(signed_in),
            masked_email: signed_in.account.email.masked(),
        }
    }
}

/// Says what reauthentication is for. `next` is where it leads.
pub fn title_before(next: &str) -> Word {
    let page = next.split_once('?').map_or(next, |(page, _)| page);
    match SettingsRoute::of(page) {
        Some(SettingsRoute::Email | SettingsRoute::NewEmail) => reauthentication::TITLE_EMAIL,
        Some(SettingsRoute::Phone) => reauthentication::TITLE_PHONE,
        Some(SettingsRoute::Password) => reauthentication::TITLE_PASSWORD,
        Some(SettingsRoute::NewPasskey) => reauthentication::TITLE_PASSKEY,
        Some(SettingsRoute::Authenticator) => reauthentication::TITLE_AUTHENTICATOR,
        Some(SettingsRoute::RecoveryCodes) => reauthentication::TITLE_RECOVERY_CODES,
        Some(SettingsRoute::Close) => reauthentication::TITLE_CLOSE,
        Some(SettingsRoute::RemovePhone | SettingsRoute::RemovePasskey | SettingsRoute::TurnOffAuthenticator) => {
            reauthentication::TITLE_REMOVE
        }
        None if paths::is_console(page) => reauthentication::TITLE_CONSOLE,
        None if paths::is_entry(next) => reauthentication::TITLE_APPLICATION,
        _ => reauthentication::TITLE,
    }
}

/// Reauthenticates with the password, then redirects to `next`.
#[server(endpoint = "prove", input = PostUrl, output = Postcard)]
pub async fn reauthenticate(current: Password, next: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        web.renew_session(&service::settings::reauthenticate(&web.cx, &signed_in, current).await?);
        Ok(Redirect::path(own_path(next)))
    })
    .await
}

/// Sends a reauthentication code by email. Once it is entered, the user continues at `next`. The values of the form
/// before it stay kept.
#[server(endpoint = "send_proof_code", input = PostUrl, output = Postcard)]
pub async fn send_reauthentication_code(next: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let next = own_path(next);
        web.keep_filled_draft(&signed_in, &next).await?;
        let next = ReturnTo::from_store(next);
        let sent = service::settings::send_reauthentication_code(&web.cx, &signed_in, next).await?;
        Ok(web.code_sent_keeping_draft(&sent))
    })
    .await
}

/// Reauthenticates with a passkey, then redirects to `next`.
#[server(endpoint = "prove_with_passkey", input = PostUrl, output = Postcard)]
pub async fn reauthenticate_with_passkey(request: String, answer: String, next: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let response = PasskeyResponse::of(&request, answer)?;
        let answered = response.answered()?;
        web.renew_session(&service::settings::reauthenticate_with_passkey(&web.cx, &signed_in, answered).await?);
        Ok(Redirect::path(own_path(next)))
    })
    .await
}

#[component]
fn ReauthenticationPage(context: SettingsContext, view: ReauthenticationView) -> impl IntoView {
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: reauthentication::PAUSED.text() };
    let cancel = view.cancel.clone();
    let by_password = view.has_password.then(|| {
        let (context, view) = (context.clone(), view.clone());
        static_view(view! { <ByPassword context view pause/> })
    });
    let by_passkey = view.by_passkey.then(|| {
        let (next, is_first) = (view.next.clone(), !view.has_password);
        static_view(view! { <ByPasskey next is_first/> })
    });
    let by_code = (view.by_code || !view.has_password).then(|| static_view(view! { <ByCode view pause/> }));
    view! {
        <div class="panel panel--form">
            {by_password}
            {by_passkey}
            {by_code}
            <div class="panel__foot">
                <a class="target" href=cancel>{settings::CANCEL}</a>
            </div>
        </div>
    }
}

const SECRETS: [&str; 1] = [CURRENT_PASSWORD.input];

#[component]
fn ByPassword(context: SettingsContext, view: ReauthenticationView, pause: Pause) -> impl IntoView {
    let reauthenticating = Submission::of::<Reauthenticate>();
    reauthenticating.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let error = reauthenticating.field_error(is_about_current_password);
    focus_refused(input, error);
    focus_first(input);
    empty_refused(reauthenticating, &SECRETS, || ());
    let label = if view.is_for_email { reauthentication::NEXT } else { reauthentication::CONTINUE };
    view! {
        <div class="panel__body stack">
            <Refused error=reauthenticating.form_error(is_about_current_password) pause/>
            <form
                class="stack"
                method="post"
                action=Reauthenticate::url()
                novalidate
                on:submit=move |event: SubmitEvent| reauthenticating.send_on(&event)
            >
                <input type="hidden" name="next" value=view.next/>
                <PasswordOwner email=context.email/>
                <CurrentPassword input error autofocus=true/>
                <SubmitButton label busy=Signal::derive(move || reauthenticating.is_busy())/>
            </form>
            <p>
                <a class="target" href=paths::recovery(&context.organisation)>{words::sign_in::FORGOT_PASSWORD}</a>
            </p>
        </div>
    }
}

/// Comes first if the account has no password.
#[component]
fn ByPasskey(next: String, is_first: bool) -> impl IntoView {
    let reauthenticating = Submission::of::<ReauthenticateWithPasskey>();
    reauthenticating.redirect_on_success();
    let ceremony = PasskeyCeremony::new(PasskeyPurpose::Reauthentication, reauthenticating);
    let class = if is_first { "panel__body stack" } else { "panel__body panel__body--next stack" };
    let fields = vec![("next", next)];
    view! { <div class=class><PasskeyButton ceremony label=reauthentication::PASSKEY fields/></div> }
}

/// The main choice only if the account has neither a password nor a usable passkey.
#[component]
fn ByCode(view: ReauthenticationView, pause: Pause) -> impl IntoView {
    let sending = Submission::of::<SendReauthenticationCode>();
    sending.redirect_on_success();
    let (text, look, class) = if view.has_password || view.by_passkey {
        (reauthentication::OR_CODE, "quiet", "panel__body panel__body--next stack")
    } else {
        (reauthentication::CODE, "primary", "panel__body stack")
    };
    view! {
        <div class=class>
            <Refused error=Signal::derive(move || sending.error()) pause/>
            <form
                class="stack"
                method="post"
                action=SendReauthenticationCode::url()
                on:submit=move |event: SubmitEvent| sending.send_on(&event)
            >
                <input type="hidden" name="next" value=view.next/>
                <p>{text} " " <strong class="address">{view.masked_email}</strong> "."</p>
                <SubmitButton label=reauthentication::SEND_CODE look busy=Signal::derive(move || sending.is_busy())/>
            </form>
        </div>
    }
}
