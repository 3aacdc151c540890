//! The secrets of an application's client. A new one is shown to the admin who made it, until they have saved it or ten
//! minutes are over.

#[cfg(feature = "ssr")]
use super::ApplicationDone;
use super::acts::rows_of;
use super::client_snippets::ClientValues;
use super::forms::all_forms;
#[cfg(feature = "ssr")]
use super::forms::read_id;
#[cfg(feature = "ssr")]
use crate::admin::page::{done, reauthenticate};
use crate::admin::settings_fields::keep_others_after;
use crate::paths::ApplicationAct;
use crate::prelude::*;
use crate::words::admin::applications;
#[cfg(feature = "ssr")]
use domain::ApplicationId;
#[cfg(feature = "ssr")]
use service::account::{AsAdmin, as_admin};
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use service::applications::ClientView;
use std::fmt;

/// The client of an application, as saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientDetails {
    pub values: ClientValues,
    /// The keys of the settings that weaken it.
    pub exceptions: Vec<String>,
    /// The secrets that count, the newest first.
    pub secrets: Vec<SecretRow>,
    /// A new secret that this admin has not put away yet.
    pub fresh_secret: Option<ShownSecret>,
    /// How many sign-outs it has not been told although it was tried, and why not.
    pub undelivered: Option<(u32, String)>,
    /// Path of the page that says what it would get if the admin signed in.
    pub dry_run: String,
    /// What the admin can do to it at present, each with the path of the page that asks for confirmation.
    pub acts: Vec<(ApplicationAct, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretRow {
    /// The end of the secret.
    pub hint: String,
    pub since: String,
    pub until: Option<String>,
}

/// A secret that is on its way to the page. `Debug` does not show it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownSecret(pub String);

impl fmt::Debug for ShownSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ShownSecret(…)")
    }
}

#[cfg(feature = "ssr")]
impl ClientDetails {
    pub fn of(web: &WebRequest, admin: AsAdmin<'_>, id: ApplicationId, client: &ClientView) -> Self {
        let zone = admin.signed_in().account.zone();
        let secrets = client.secrets.iter().map(|secret| SecretRow {
            hint: secret.hint.clone(),
            since: in_words(secret.created_at, zone),
            until: secret.expires_at.map(|at| in_words(at, zone)),
        });
        let rotate = (!client.settings.is_public()).then_some(ApplicationAct::RotateSecret);
        let is_replaced = client.secrets.iter().any(|secret| secret.expires_at.is_some());
        let end = is_replaced.then_some(ApplicationAct::EndEarlierSecrets);
        let acts = rotate.into_iter().chain(end).chain([ApplicationAct::RemoveClient]);
        ClientDetails {
            values: ClientValues::of(client.id, &web.cx.app.public_origin),
            exceptions: client.settings.exceptions().into_iter().map(str::to_owned).collect(),
            secrets: secrets.collect(),
            fresh_secret: client.fresh_secret.as_ref().map(|secret| ShownSecret(secret.expose().clone())),
            undelivered: client
                .undelivered
                .as_ref()
                .map(|told| (u32::try_from(told.many).unwrap_or(u32::MAX), told.answer.clone())),
            dry_run: ApplicationsRoute::DryRun(id).path(),
            acts: acts.map(|act| (act, ApplicationsRoute::Confirm(id, act).path())).collect(),
        }
    }
}

/// Confirms that the admin has saved the new secret. It is never shown again.
#[server(endpoint = "put_client_secret_away", input = PostUrl, output = Postcard)]
pub async fn put_client_secret_away(application: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let id = read_id(&application)?;
        let page = ApplicationsRoute::One(id);
        let put_away = match proven(&web.cx.app, admin) {
            Ok(proven) => service::applications::put_secret_away(&web.cx, proven, id).await,
            Err(failure) => Err(failure),
        };
        match put_away {
            Ok(()) => Ok(done(page, ApplicationDone::SecretPutAway.name())),
            Err(failure) => reauthenticate(failure, page),
        }
    })
    .await
}

/// A new secret, above everything else on the page.
#[component]
pub fn FreshSecret(application: String, secret: ShownSecret) -> impl IntoView {
    const ID: &str = "fresh-secret";
    let saving = Submission::of::<PutClientSecretAway>();
    keep_others_after(saving, all_forms(&application));
    saving.redirect_on_success();
    let ShownSecret(secret) = secret;
    view! {
        <div class="panel panel--form panel__body stack">
            <h2 id=ID>{applications::FRESH_SECRET}</h2>
            <p>{applications::FRESH_SECRET_TEXT}</p>
            <div class="cluster cluster--copy">
                <code>{secret.clone()}</code>
                <CopyButton text=secret described_by=Some(ID.to_owned())/>
            </div>
            <Refused error=Signal::derive(move || saving.error())/>
            <form
                method="post"
                action=PutClientSecretAway::url()
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <input type="hidden" name="application" value=application/>
                <SubmitButton label=applications::SECRET_SAVED busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </div>
    }
}

/// The secrets that count, and what can be done to the client.
#[component]
pub fn Secrets(secrets: Vec<SecretRow>, acts: Vec<(ApplicationAct, String)>) -> impl IntoView {
    let rows: Vec<_> = secrets
        .into_iter()
        .map(|SecretRow { hint, since, until }| {
            let icon = static_view(view! { <Key/> });
            let title = static_view(view! { <code>"…" {hint}</code> });
            let text = match until {
                None => applications::secret_since(since),
                Some(until) => applications::secret_until(until),
            };
            static_view(view! { <Row icon title text actions=None/> })
        })
        .collect();
    view! {
        <Section id="secrets" title=applications::SECRETS about=applications::ABOUT_SECRETS>
            <ul class="rows">{rows} {rows_of(acts)}</ul>
        </Section>
    }
}
