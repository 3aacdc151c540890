//! The operator's use cases about the OpenID Connect side of an application.

use crate::applications::{
    ClientForm, ClientView, MadeSecret, client_view, end_earlier, minutes_and_days, write_client,
};
use crate::operator::{Operator, told};
use crate::prelude::*;
use domain::ApplicationId;
use domain::application::ProtectedOrigin;
use domain::oidc::{ClientAuthentication, ClientSettings};
use domain::signing_key::SigningAlgorithm;
use store::Transaction;
use store::applications::{self, Application};
use store::oauth_clients;

/// What is changed of a client. `None`: it stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientChange {
    /// One on each line.
    pub redirect_uris: Option<String>,
    /// One on each line.
    pub sign_out_uris: Option<String>,
    /// Empty: none.
    pub back_channel_uri: Option<String>,
    pub authentication: Option<ClientAuthentication>,
    pub asks_consent: Option<bool>,
    pub is_lean: Option<bool>,
    /// There must be a key, see `Operator::make_signing_key_if_missing`.
    pub id_token_algorithm: Option<SigningAlgorithm>,
    pub requires_pkce: Option<bool>,
    pub allows_offline: Option<bool>,
    pub allows_device: Option<bool>,
    pub allows_client_credentials: Option<bool>,
    /// Empty: the default.
    pub access_minutes: Option<String>,
    /// Empty: the default.
    pub refresh_days: Option<String>,
}

impl Operator<'_> {
    /// The client of an application. `None`: it has none. Fails if there is no application with this id.
    pub async fn client(self, at: &Slug, id: ApplicationId) -> anyhow::Result<Option<ClientView>> {
        let organisation = self.organisation(at).await?;
        let found = applications::find(self.store, organisation.id, id).await?;
        found.with_context(|| format!("there is no application {id} in {at}"))?;
        client_view(self.store, id, self.clock.now()).await
    }

    /// Makes or changes the client of an application. A new one gets a secret, unless it is public. Running servers
    /// follow within a second. Fails if there is no application with this id, or if something of the change cannot be
    /// used. `false`: nothing differs.
    pub async fn set_client(
        self,
        at: &Slug,
        id: ApplicationId,
        own: &ProtectedOrigin,
        change: ClientChange,
    ) -> anyhow::Result<(bool, MadeSecret)> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let application = self.lock_application(&transaction, &organisation, id).await?;
        let old = oauth_clients::of_application_in(&transaction, id).await?;
        let old = old.map(|(_, settings)| settings).unwrap_or_default();
        let new = changed(&old, own, change)?;
        let (changes, made) = self.save_client(&transaction, &application, &new).await?;
        if !changes.is_empty() {
            self.store.commit(transaction).await?;
        }
        Ok((!changes.is_empty(), made))
    }

    /// Writes the client of an application in the transaction of the caller, and records what changed.
    pub(crate) async fn save_client(
        self,
        transaction: &Transaction,
        application: &Application,
        settings: &ClientSettings,
    ) -> anyhow::Result<(Vec<String>, MadeSecret)> {
        let (changes, made) = write_client::save(transaction, application.id, settings, self.maker()).await?;
        if made.secret.is_some() {
            self.record_secret(transaction, application).await?;
        }
        if !changes.is_empty() {
            let (kind, detail) = (AuditEventKind::ApplicationChanged, changes.join(", "));
            self.record_application_event(transaction, application, kind, detail).await?;
        }
        Ok((changes, made))
    }

    /// Makes a new secret for the client of an application. The earlier ones count for another day. Fails if there is
    /// no such application, or if it has no client or a public one.
    pub async fn rotate_client_secret(self, at: &Slug, id: ApplicationId) -> anyhow::Result<MadeSecret> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let application = self.lock_application(&transaction, &organisation, id).await?;
        let made = write_client::renew_secret(&transaction, id, self.maker()).await.map_err(told)?;
        self.record_secret(&transaction, &application).await?;
        self.store.commit(transaction).await?;
        Ok(made)
    }

    /// Ends the earlier secrets of the client of an application at once. Fails if there is no such application, or if it
    /// has no client.
    pub async fn end_earlier_secrets(self, at: &Slug, id: ApplicationId) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let application = self.lock_application(&transaction, &organisation, id).await?;
        let changes = end_earlier(&transaction, id, self.clock.now()).await.map_err(told)?;
        if !changes.is_empty() {
            let (kind, detail) = (AuditEventKind::ApplicationChanged, changes.join(", "));
            self.record_application_event(&transaction, &application, kind, detail).await?;
            self.store.commit(transaction).await?;
        }
        Ok(())
    }

    /// Removes the client of an application, with everything that people have allowed it. Fails if there is no such
    /// application, or if it has no client.
    pub async fn remove_client(self, at: &Slug, id: ApplicationId) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let application = self.lock_application(&transaction, &organisation, id).await?;
        let changes = write_client::remove(&transaction, id).await.map_err(told)?;
        let (kind, detail) = (AuditEventKind::ApplicationChanged, changes.join(", "));
        self.record_application_event(&transaction, &application, kind, detail).await?;
        self.store.commit(transaction).await
    }

    async fn record_secret(self, transaction: &Transaction, application: &Application) -> anyhow::Result<()> {
        let (kind, detail) = (AuditEventKind::ClientSecretMade, application.name.to_string());
        self.record_application_event(transaction, application, kind, detail).await
    }
}

impl<'a> Operator<'a> {
    /// Makes secrets that the command line prints.
    fn maker(self) -> write_client::SecretMaker<'a> {
        write_client::SecretMaker { random: self.random, shown_to: None, now: self.clock.now() }
    }
}

/// The settings with the change.
fn changed(old: &ClientSettings, own: &ProtectedOrigin, change: ClientChange) -> anyhow::Result<ClientSettings> {
    let [minutes, days] = minutes_and_days(old.lifetimes);
    let redirect_uris = change.redirect_uris.unwrap_or_else(|| old.redirect_uris.to_string());
    let sign_out_uris = change.sign_out_uris.unwrap_or_else(|| old.sign_out_uris.to_string());
    let back_channel_uri =
        change.back_channel_uri.or_else(|| old.back_channel_uri.as_ref().map(|uri| uri.as_str().to_owned()));
    let form = ClientForm {
        authentication: change.authentication.unwrap_or(old.authentication),
        redirect_uris: &redirect_uris,
        sign_out_uris: &sign_out_uris,
        back_channel_uri: back_channel_uri.as_deref().unwrap_or_default(),
        asks_consent: change.asks_consent.unwrap_or(old.asks_consent),
        is_lean: change.is_lean.unwrap_or(old.is_lean),
        id_token_algorithm: change.id_token_algorithm.unwrap_or(old.id_token_algorithm),
        requires_pkce: change.requires_pkce.unwrap_or(old.requires_pkce),
        allows_offline: change.allows_offline.unwrap_or(old.allows_offline),
        allows_device: change.allows_device.unwrap_or(old.allows_device),
        allows_client_credentials: change.allows_client_credentials.unwrap_or(old.allows_client_credentials),
        access_minutes: &change.access_minutes.unwrap_or(minutes),
        refresh_days: &change.refresh_days.unwrap_or(days),
    };
    write_client::read_client(form, own).map_err(told)
}
