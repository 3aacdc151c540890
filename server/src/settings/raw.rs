//! The settings as read, not yet parsed, and what the modules that parse them share.

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The settings as read, not yet parsed.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct RawSettings {
    pub(super) database_url: Option<RawSecret>,
    pub(super) default_organisation: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) secret_key: Option<RawSecret>,
    pub(super) previous_secret_keys: Option<RawSecret>,
    pub(super) smtp_url: Option<RawSecret>,
    pub(super) mail_from: Option<String>,
    #[serde(flatten)]
    pub(super) texts: RawTexts,
    pub(super) trusted_proxies: Option<String>,
    pub(super) client_address_header: Option<String>,
    pub(super) outbound_allow: Option<String>,
    pub(super) max_connections: Option<String>,
    pub(super) max_connections_per_client: Option<String>,
    pub(super) hashing_threads: Option<String>,
    pub(super) hashing_queue: Option<String>,
    pub(super) admin_addr: Option<String>,
    pub(super) site_addr: Option<String>,
    pub(super) demo_application_addr: Option<String>,
    pub(super) log: Option<String>,
    pub(super) log_format: Option<String>,
}

/// The settings of text messages.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct RawTexts {
    pub sms_provider: Option<String>,
    pub sms_countries: Option<String>,
    pub sms_webhook_url: Option<RawSecret>,
    pub sms_webhook_secret: Option<RawSecret>,
    pub twilio_account_sid: Option<String>,
    pub twilio_auth_token: Option<RawSecret>,
    pub twilio_from: Option<String>,
    pub twilio_base_url: Option<String>,
}

/// A secret setting: `Debug` and serialization hide its value. Serialization is only used to list the names of
/// settings.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct RawSecret(pub String);

impl fmt::Debug for RawSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

impl Serialize for RawSecret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

/// Parses the text of a setting. The error names the variable and the text.
pub fn parsed<T: FromStr>(variable: &'static str) -> impl Fn(&str) -> anyhow::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    move |text| text.parse().with_context(|| format!("{variable}: {text:?} cannot be used"))
}
