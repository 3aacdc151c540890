//! The OpenID Connect side of an application, as its admins set it.

use super::change::{commit_changes, lock, maker, record, save_client};
use super::write_client::{self, ClientForm, MadeSecret, read_client};
use super::{find, refused};
use crate::admin::ProvenAdmin;
use crate::prelude::*;
use crate::security::Keys;
use crate::signing_keys;
use domain::oidc::ClientSettings;
use domain::refusal::ApplicationRefusal;
use domain::{ApplicationId, ClientId, Secret};
use store::logout_notices::{self, Undelivered};
use store::oauth_clients::{self, ClientSecret};
use store::{Sealed, Store, TokenHash, Transaction};

/// The OpenID Connect side of an application.
#[derive(Clone, Debug)]
pub struct ClientView {
    pub id: ClientId,
    pub settings: ClientSettings,
    /// The secrets that count, the newest first.
    pub secrets: Vec<ClientSecret>,
    /// The secret that this admin has just made and not put away yet.
    pub fresh_secret: Option<Secret<String>>,
    /// The sign-outs that it has not been told although it was tried.
    pub undelivered: Option<Undelivered>,
}

/// Makes or changes the client of an application. A new one gets a secret, unless it is public. Refuses with
/// `NotFound`, `PrivateBackChannelUri`, and as `read_client` does.
pub async fn set_client(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
    form: ClientForm<'_>,
) -> Result<MadeSecret, Failure> {
    let admin = admin.signed_in();
    let settings = read_client(form, &cx.app.public_origin)?;
    if settings.back_channel_uri.as_ref().is_some_and(|uri| !cx.app.outbound.may_reach(uri.as_str())) {
        return Err(refused(ApplicationRefusal::PrivateBackChannelUri));
    }
    signing_keys::make_if_missing(&cx.app, settings.id_token_algorithm).await?;
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    let (changed, made) = save_client(&unit, admin, &application, &settings).await?;
    commit_changes(unit, &application, &changed).await?;
    Ok(made)
}

/// Makes a new secret. The earlier ones count for another day. Refuses with `NotFound`, `NoClient` or `PublicClient`.
pub async fn rotate_secret(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
) -> Result<MadeSecret, Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    let made = write_client::renew_secret(&unit, id, maker(&unit, admin)).await?;
    record(&unit, AuditEventKind::ClientSecretMade, &application, application.name.as_str()).await?;
    unit.commit().await?;
    Ok(made)
}

/// Ends the earlier secrets at once: the client has the newest one, or an earlier one has leaked. If none of them counts,
/// nothing is recorded. Refuses with `NotFound` or `NoClient`.
pub async fn end_earlier_secrets(
    cx: &RequestContext,
    admin: ProvenAdmin<'_>,
    id: ApplicationId,
) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    let changed = end_earlier(&unit, id, unit.now).await?;
    commit_changes(unit, &application, &changed).await
}

/// Ends the earlier secrets in the caller's transaction. Returns what changed, for an event. Refuses with `NoClient`.
pub(crate) async fn end_earlier(
    transaction: &Transaction,
    id: ApplicationId,
    now: Timestamp,
) -> Result<Vec<String>, Failure> {
    let found = oauth_clients::of_application_in(transaction, id).await?;
    let (client, _) = found.ok_or_else(|| refused(ApplicationRefusal::NoClient))?;
    let has_ended = oauth_clients::end_earlier_secrets(transaction, client, now).await?;
    Ok(has_ended.then(|| "-earlier_secrets".to_owned()).into_iter().collect())
}

/// Removes the client of an application, with everything that people have allowed it. Refuses with `NotFound` or
/// `NoClient`.
pub async fn remove_client(cx: &RequestContext, admin: ProvenAdmin<'_>, id: ApplicationId) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    let application = lock(&unit, admin, id).await?;
    let changed = write_client::remove(&unit, id).await?;
    commit_changes(unit, &application, &changed).await
}

/// Stops showing the secrets that this admin has made: they are stored elsewhere now. Refuses with `NotFound` or
/// `NoClient`.
pub async fn put_secret_away(cx: &RequestContext, admin: ProvenAdmin<'_>, id: ApplicationId) -> Result<(), Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    lock(&unit, admin, id).await?;
    let found = oauth_clients::of_application_in(&unit, id).await?;
    let (client, _) = found.ok_or_else(|| refused(ApplicationRefusal::NoClient))?;
    oauth_clients::put_secret_away(&unit, client, admin.account.id).await?;
    Ok(unit.commit().await?)
}

/// The client of an application. `None`: it has none. Refuses with `NotFound` if the organisation has no such
/// application.
pub async fn show_client(
    app: &AppContext,
    admin: AsAdmin<'_>,
    id: ApplicationId,
) -> Result<Option<ClientView>, Failure> {
    find(app, admin, id).await?;
    let now = app.clock.now();
    let Some(mut view) = client_view(&app.store, id, now).await? else { return Ok(None) };
    let shown = oauth_clients::shown_secret(&app.store, view.id, admin.signed_in().account.id, now).await?;
    view.fresh_secret = shown.and_then(|(hash, sealed)| opened(&app.keys, &hash, &sealed));
    Ok(Some(view))
}

/// The client of an application, without a secret to show.
pub(crate) async fn client_view(
    store: &Store,
    id: ApplicationId,
    now: Timestamp,
) -> anyhow::Result<Option<ClientView>> {
    let Some((id, settings)) = oauth_clients::of_application(store, id).await? else { return Ok(None) };
    let secrets = oauth_clients::secrets(store, id, now).await?;
    let undelivered = logout_notices::undelivered(store, id).await?;
    Ok(Some(ClientView { id, settings, secrets, fresh_secret: None, undelivered }))
}

/// `None`: no key of the ring opens it. Then it counts as put away.
fn opened(keys: &Keys, hash: &TokenHash, sealed: &Sealed) -> Option<Secret<String>> {
    let opened = keys.open_row(sealed, &hash.0).ok()?;
    String::from_utf8(opened.expose().clone()).ok().map(Secret::new)
}
