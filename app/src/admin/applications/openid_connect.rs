//! The form that says how an application uses OpenID Connect.

use super::forms::{OPENID_CONNECT, continue_after, element_id};
#[cfg(feature = "ssr")]
use super::forms::{answer, read_id};
use crate::admin::settings_fields::{Checkbox, Line, Lines, Select, error_beside, ids};
use crate::prelude::*;
use crate::words::admin::applications;
use domain::oidc::ClientAuthentication;
use domain::policy::form::ON;
use domain::refusal::ApplicationRefusal;
use domain::signing_key::SigningAlgorithm;
#[cfg(feature = "ssr")]
use service::account::as_admin;
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use service::applications::ClientForm;

const REDIRECT_URIS: FieldIds =
    FieldIds { input: "redirect_uris", hint: "redirect-uris-hint", error: "redirect-uris-error" };
const SIGN_OUT_URIS: FieldIds =
    FieldIds { input: "sign_out_uris", hint: "sign-out-uris-hint", error: "sign-out-uris-error" };
const BACK_CHANNEL_URI: FieldIds =
    FieldIds { input: "back_channel_uri", hint: "back-channel-uri-hint", error: "back-channel-uri-error" };
const AUTHENTICATION: FieldIds = ids!("authentication");
const ASKS_CONSENT: &str = "asks_consent";
const IS_LEAN: &str = "is_lean";
const ID_TOKEN_ALGORITHM: FieldIds =
    FieldIds { input: "id_token_algorithm", hint: "id-token-algorithm-hint", error: "id-token-algorithm-error" };
const NO_PKCE: &str = "no_pkce";
const ALLOWS_OFFLINE: &str = "allows_offline";
const ALLOWS_DEVICE: &str = "allows_device";
const ALLOWS_CLIENT_CREDENTIALS: &str = "allows_client_credentials";
const ACCESS_MINUTES: FieldIds =
    FieldIds { input: "access_minutes", hint: "access-minutes-hint", error: "access-minutes-error" };
const REFRESH_DAYS: FieldIds =
    FieldIds { input: "refresh_days", hint: "refresh-days-hint", error: "refresh-days-error" };

/// Makes or changes the client of an application. The lists of addresses have one per line.
#[server(endpoint = "save_client", input = PostUrl, output = Postcard)]
pub async fn save_client(#[server(flatten)] fields: Fields) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let id = read_id(fields.get("application"))?;
        let is_on = |name: &str| fields.get(name) == ON;
        let form = ClientForm {
            authentication: ClientAuthentication::of(fields.get(AUTHENTICATION.input)).ok_or(Refusal::NotFound)?,
            redirect_uris: fields.get(REDIRECT_URIS.input),
            sign_out_uris: fields.get(SIGN_OUT_URIS.input),
            back_channel_uri: fields.get(BACK_CHANNEL_URI.input),
            asks_consent: is_on(ASKS_CONSENT),
            is_lean: is_on(IS_LEAN),
            id_token_algorithm: SigningAlgorithm::of(fields.get(ID_TOKEN_ALGORITHM.input)).ok_or(Refusal::NotFound)?,
            requires_pkce: !is_on(NO_PKCE),
            allows_offline: is_on(ALLOWS_OFFLINE),
            allows_device: is_on(ALLOWS_DEVICE),
            allows_client_credentials: is_on(ALLOWS_CLIENT_CREDENTIALS),
            access_minutes: fields.get(ACCESS_MINUTES.input),
            refresh_days: fields.get(REFRESH_DAYS.input),
        };
        let saved = match proven(&web.cx.app, admin) {
            Ok(proven) => service::applications::set_client(&web.cx, proven, id, form).await,
            Err(failure) => Err(failure),
        };
        let typed = fields.only(OPENID_CONNECT.1);
        answer(&web, admin, saved.map(|_| ()), OPENID_CONNECT, id, &typed)
    })
    .await
}

pub fn is_about_redirect(error: &Refusal) -> bool {
    use ApplicationRefusal::{BadRedirectUri, NoRedirectUri, TooManyRedirectUris};
    matches!(error, Refusal::Application(BadRedirectUri { .. } | NoRedirectUri | TooManyRedirectUris))
}

fn is_about_sign_out(error: &Refusal) -> bool {
    use ApplicationRefusal::{BadSignOutUri, TooManySignOutUris};
    matches!(error, Refusal::Application(BadSignOutUri { .. } | TooManySignOutUris))
}

fn is_about_back_channel(error: &Refusal) -> bool {
    use ApplicationRefusal::{BadBackChannelUri, PrivateBackChannelUri};
    matches!(error, Refusal::Application(BadBackChannelUri | PrivateBackChannelUri))
}

fn is_about_authentication(error: &Refusal) -> bool {
    matches!(error, Refusal::Application(ApplicationRefusal::NeedsSecret))
}

fn is_about_access_minutes(error: &Refusal) -> bool {
    matches!(error, Refusal::Application(ApplicationRefusal::BadAccessMinutes))
}

fn is_about_refresh_days(error: &Refusal) -> bool {
    matches!(error, Refusal::Application(ApplicationRefusal::BadRefreshDays))
}

fn is_about_field(error: &Refusal) -> bool {
    let fields: [fn(&Refusal) -> bool; 6] = [
        is_about_redirect,
        is_about_sign_out,
        is_about_back_channel,
        is_about_authentication,
        is_about_access_minutes,
        is_about_refresh_days,
    ];
    fields.iter().any(|is_about| is_about(error))
}

#[component]
pub fn OpenIdConnect(
    application: String,
    fields: Fields,
    /// The keys of the saved settings that weaken the client.
    exceptions: Vec<String>,
) -> impl IntoView {
    let saving = Submission::of::<SaveClient>();
    continue_after(saving, OPENID_CONNECT, &application);
    let warnings: Vec<_> = exceptions
        .iter()
        .filter_map(|exception| applications::warning(exception))
        .map(|title| static_view(view! { <Notice tone=Tone::Warning title/> }))
        .collect();
    let id = element_id(OPENID_CONNECT, &application);
    view! {
        <Section id="openid-connect" title=applications::OPENID_CONNECT about=applications::ABOUT_OPENID_CONNECT>
            <form
                id=id
                class="panel__body stack"
                method="post"
                action=SaveClient::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                {warnings}
                <Refused error=saving.form_error(is_about_field)/>
                <input type="hidden" name="application" value=application/>
                <Usual fields=fields.clone() saving/>
                <OtherWays fields=fields.clone()/>
                <Exceptions fields saving/>
                <SubmitButton label=applications::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}

/// The fields that every client needs.
#[component]
fn Usual(fields: Fields, saving: Submission) -> impl IntoView {
    let kinds = ClientAuthentication::NAMES.into_iter().zip(applications::AUTHENTICATIONS.map(Word::text)).collect();
    let is_on = |name| fields.get(name) == ON;
    view! {
        <Lines
            ids=REDIRECT_URIS
            label=applications::REDIRECT_URIS
            hint=applications::REDIRECT_URIS_HINT
            value=fields.get(REDIRECT_URIS.input).to_owned()
            longest="41000"
            error=error_beside(REDIRECT_URIS.input, saving, is_about_redirect)
        />
        <SigningOut fields=fields.clone() saving/>
        <Select
            ids=AUTHENTICATION
            label=applications::AUTHENTICATION
            options=kinds
            chosen=fields.get(AUTHENTICATION.input).to_owned()
            error=error_beside(AUTHENTICATION.input, saving, is_about_authentication)
        />
        <Choice
            name=ASKS_CONSENT
            label=applications::ASKS_CONSENT
            hint=applications::ASKS_CONSENT_HINT
            is_on=is_on(ASKS_CONSENT)
        />
        <Choice name=IS_LEAN label=applications::IS_LEAN hint=applications::IS_LEAN_HINT is_on=is_on(IS_LEAN)/>
        <Select
            ids=ID_TOKEN_ALGORITHM
            label=applications::ID_TOKEN_ALGORITHM
            hint=applications::ID_TOKEN_ALGORITHM_HINT
            options=SigningAlgorithm::NAMES.map(|name| (name, name)).into()
            chosen=fields.get(ID_TOKEN_ALGORITHM.input).to_owned()
            error=Signal::stored(None)
        />
    }
}

/// Where people go who have signed out, and how the application is told of it.
#[component]
fn SigningOut(fields: Fields, saving: Submission) -> impl IntoView {
    view! {
        <Lines
            ids=SIGN_OUT_URIS
            label=applications::SIGN_OUT_URIS
            hint=applications::SIGN_OUT_URIS_HINT
            value=fields.get(SIGN_OUT_URIS.input).to_owned()
            longest="41000"
            error=error_beside(SIGN_OUT_URIS.input, saving, is_about_sign_out)
        />
        <Line
            ids=BACK_CHANNEL_URI
            label=applications::BACK_CHANNEL_URI
            hint=applications::BACK_CHANNEL_URI_HINT
            value=fields.get(BACK_CHANNEL_URI.input).to_owned()
            longest="2000"
            mode="url"
            error=error_beside(BACK_CHANNEL_URI.input, saving, is_about_back_channel)
        />
    }
}

/// How the application gets tokens without a browser that comes back to it.
#[component]
fn OtherWays(fields: Fields) -> impl IntoView {
    let is_on = |name| fields.get(name) == ON;
    view! {
        <Choice
            name=ALLOWS_DEVICE
            label=applications::ALLOWS_DEVICE
            hint=applications::ALLOWS_DEVICE_HINT
            is_on=is_on(ALLOWS_DEVICE)
        />
        <Choice
            name=ALLOWS_CLIENT_CREDENTIALS
            label=applications::ALLOWS_CLIENT_CREDENTIALS
            hint=applications::ALLOWS_CLIENT_CREDENTIALS_HINT
            is_on=is_on(ALLOWS_CLIENT_CREDENTIALS)
        />
    }
}

/// What weakens a client, each with what it means.
#[component]
fn Exceptions(fields: Fields, saving: Submission) -> impl IntoView {
    let is_on = |name| fields.get(name) == ON;
    view! {
        <fieldset class="field stack">
            <legend class="field__label">{applications::EXCEPTIONS}</legend>
            <Choice name=NO_PKCE label=applications::NO_PKCE hint=applications::NO_PKCE_HINT is_on=is_on(NO_PKCE)/>
            <Choice
                name=ALLOWS_OFFLINE
                label=applications::ALLOWS_OFFLINE
                hint=applications::ALLOWS_OFFLINE_HINT
                is_on=is_on(ALLOWS_OFFLINE)
            />
            <Line
                ids=ACCESS_MINUTES
                label=applications::ACCESS_MINUTES
                hint=applications::ACCESS_MINUTES_HINT
                value=fields.get(ACCESS_MINUTES.input).to_owned()
                longest="6"
                mode="numeric"
                error=error_beside(ACCESS_MINUTES.input, saving, is_about_access_minutes)
            />
            <Line
                ids=REFRESH_DAYS
                label=applications::REFRESH_DAYS
                hint=applications::REFRESH_DAYS_HINT
                value=fields.get(REFRESH_DAYS.input).to_owned()
                longest="6"
                mode="numeric"
                error=error_beside(REFRESH_DAYS.input, saving, is_about_refresh_days)
            />
        </fieldset>
    }
}

/// A checkbox and what it means.
#[component]
fn Choice(name: &'static str, label: Word, hint: Word, is_on: bool) -> impl IntoView {
    view! {
        <div class="field">
            <Checkbox name label is_on/>
            <p class="field__hint">{hint}</p>
        </div>
    }
}
