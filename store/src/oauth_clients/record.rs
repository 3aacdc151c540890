//! A client of OpenID Connect as it is stored.

use crate::{Sealed, TokenHash, applications::Application};
use anyhow::Context as _;
use domain::oidc::{ClientAuthentication, ClientSettings, Lifetimes, RedirectUri, RedirectUris};
use domain::signing_key::SigningAlgorithm;
use domain::{AccountId, ClientId, Seconds, Timestamp};
use sea_orm::{FromQueryResult as _, QueryResult};

/// The table `oauth_client`: the OpenID Connect side of an application.
pub(crate) mod oauth_client {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_client")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub application_id: Uuid,
        /// The name of a [`ClientAuthentication`](domain::oidc::ClientAuthentication).
        pub authentication: String,
        /// One address in each line.
        pub redirect_uris: String,
        /// One address in each line.
        pub sign_out_uris: String,
        pub back_channel_uri: Option<String>,
        pub asks_consent: bool,
        pub is_lean: bool,
        pub requires_pkce: bool,
        pub allows_offline: bool,
        /// The name of the [`SigningAlgorithm`](domain::signing_key::SigningAlgorithm) of its ID tokens.
        pub id_token_alg: String,
        pub access_seconds: Option<i32>,
        pub refresh_seconds: Option<i32>,
        pub allows_device: bool,
        pub allows_client_credentials: bool,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `oauth_client_secret`: a secret of a client.
pub(crate) mod oauth_client_secret {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_client_secret")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub secret_hash: Vec<u8>,
        pub client_id: Uuid,
        /// Its last characters.
        pub hint: String,
        pub created_at: i64,
        /// Null: it is valid until it is replaced.
        pub expires_at: Option<i64>,
        /// The sealed secret itself, for the admin who made it, until `shown_until`.
        pub sealed: Option<Vec<u8>>,
        pub key_id: Option<i32>,
        pub shown_to: Option<Uuid>,
        pub shown_until: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The OpenID Connect side of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub id: ClientId,
    pub settings: ClientSettings,
    pub application: Application,
    pub created_at: Timestamp,
}

/// A secret as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSecret {
    /// Its last characters.
    pub hint: String,
    pub created_at: Timestamp,
    /// `None`: it is valid until it is replaced.
    pub expires_at: Option<Timestamp>,
}

/// Whose secret it is, and until when.
#[derive(Debug)]
pub(crate) struct KnownSecret {
    pub client: ClientId,
    /// `None`: it is valid until it is replaced.
    pub expires_at: Option<Timestamp>,
}

/// A secret to be inserted.
#[derive(Clone, Debug)]
pub struct NewSecret {
    pub hash: TokenHash,
    /// Its last characters.
    pub hint: String,
    /// `None`: it is shown nowhere in the console.
    pub shown: Option<ShownSecret>,
}

/// A secret that an admin may still see.
#[derive(Clone, Debug)]
pub struct ShownSecret {
    pub sealed: Sealed,
    pub to: AccountId,
    pub until: Timestamp,
}

impl TryFrom<&oauth_client::Model> for ClientSettings {
    type Error = anyhow::Error;

    fn try_from(row: &oauth_client::Model) -> anyhow::Result<Self> {
        let authentication = ClientAuthentication::of(&row.authentication).context("oauth_client.authentication")?;
        let id_token_algorithm = SigningAlgorithm::of(&row.id_token_alg).context("oauth_client.id_token_alg")?;
        Ok(ClientSettings {
            authentication,
            redirect_uris: RedirectUris::from_store(&row.redirect_uris),
            sign_out_uris: RedirectUris::from_store(&row.sign_out_uris),
            back_channel_uri: row.back_channel_uri.clone().map(RedirectUri::from_store),
            asks_consent: row.asks_consent,
            is_lean: row.is_lean,
            id_token_algorithm,
            requires_pkce: row.requires_pkce,
            allows_offline: row.allows_offline,
            allows_device: row.allows_device,
            allows_client_credentials: row.allows_client_credentials,
            lifetimes: Lifetimes {
                access: seconds(row.access_seconds).context("oauth_client.access_seconds")?,
                refresh: seconds(row.refresh_seconds).context("oauth_client.refresh_seconds")?,
            },
        })
    }
}

fn seconds(stored: Option<i32>) -> anyhow::Result<Option<Seconds>> {
    Ok(stored.map(u32::try_from).transpose()?.map(Seconds))
}

impl Client {
    /// From the columns of `oauth_client` with the prefix `c_`, and of `application` with the prefix `app_`.
    pub(crate) fn read(row: &QueryResult) -> anyhow::Result<Self> {
        let client = oauth_client::Model::from_query_result(row, "c_")?;
        Ok(Client {
            id: ClientId(client.id),
            settings: ClientSettings::try_from(&client)?,
            application: Application::read(row, "app_")?,
            created_at: Timestamp(client.created_at),
        })
    }
}
