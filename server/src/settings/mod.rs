//! The operator's settings, from `portico.toml` and the environment, which takes precedence. Only this module reads the
//! environment. Errors name the variable and never show a secret.

mod capacity;
mod file;
mod keys;
mod outbound;
mod proxies;
mod public_url;
mod raw;
mod texts;

pub use capacity::Capacity;
pub use keys::generate_secret;
pub use proxies::{ClientAddressHeader, Proxies};
pub use public_url::PublicUrl;
pub use raw::RawSettings;
pub use texts::{TextRoute, Texts};

use anyhow::{Context as _, bail};
use config::{Config, Environment, File, FileFormat};
use domain::{Secret, Slug};
use raw::{RawSecret, parsed};
use service::delivery::{OutboundRules, Sender};
use std::{net::SocketAddr, path::Path};

const DATABASE: &str = "sqlite://data/portico.db?mode=rwc";
const DEMO_DATABASE: &str = "sqlite://data/portico-demo.db?mode=rwc";
const PUBLIC_URL: &str = "http://localhost:3000";
const SITE_ADDR: &str = "127.0.0.1:3000";
const ADMIN_ADDR: &str = "127.0.0.1:9090";
const DEMO_APPLICATION_ADDR: &str = "127.0.0.1:3001";
const SETTINGS_FILE: &str = "portico.toml";

/// Everything that `serve` needs.
#[derive(Debug)]
pub struct Settings {
    pub database_url: Secret<String>,
    pub default_organisation: Option<Slug>,
    pub public_url: PublicUrl,
    pub secret_key: Secret<[u8; 32]>,
    /// Newest first.
    pub previous_secret_keys: Vec<Secret<[u8; 32]>>,
    pub mail: Mail,
    pub texts: Texts,
    pub proxies: Proxies,
    pub outbound: OutboundRules,
    pub capacity: Capacity,
    pub admin_addr: SocketAddr,
    pub site_addr: SocketAddr,
    /// Where the sample applications of a demo listen.
    pub demo_application_addr: SocketAddr,
    pub is_demo: bool,
    /// Whether pages load the framework's reload script; in development only.
    pub is_watched: bool,
}

#[derive(Debug)]
pub struct Mail {
    /// `None` only in a demo, whose messages are kept for the inbox page.
    pub smtp_url: Option<Secret<String>>,
    pub from: Sender,
}

impl RawSettings {
    /// Reads `portico.toml` in the working directory, if it exists, and the environment.
    pub fn read() -> anyhow::Result<Self> {
        let environment = Environment::with_prefix("PORTICO").prefix_separator("_").ignore_empty(true);
        let framework = Environment::with_prefix("LEPTOS").prefix_separator("_");
        let file = file::read(Path::new(SETTINGS_FILE))?;
        Self::from(
            Config::builder()
                .add_source(File::from_str(&file, FileFormat::Toml))
                .add_source(framework)
                .add_source(environment),
        )
    }

    fn from(sources: config::ConfigBuilder<config::builder::DefaultState>) -> anyhow::Result<Self> {
        sources.build()?.try_deserialize().context("portico.toml or the environment could not be read")
    }

    pub fn database_url(&self) -> Secret<String> {
        self.database_url_or(DATABASE)
    }

    fn database_url_or(&self, default: &str) -> Secret<String> {
        Secret::new(self.database_url.as_ref().map_or(default, |RawSecret(url)| url).to_owned())
    }

    /// The filter of the log (`PORTICO_LOG`), and whether to log as JSON (`PORTICO_LOG_FORMAT=json`).
    pub fn log(&self) -> anyhow::Result<(String, bool)> {
        let filter = self.log.clone().unwrap_or_else(|| "info,sqlx=warn".to_owned());
        match self.log_format.as_deref() {
            None | Some("text") => Ok((filter, false)),
            Some("json") => Ok((filter, true)),
            Some(other) => bail!("PORTICO_LOG_FORMAT: {other:?} is neither text nor json"),
        }
    }

    /// The slug of the organisation whose pages have no slug in their paths, if the operator set one.
    pub fn default_organisation(&self) -> anyhow::Result<Option<Slug>> {
        self.default_organisation.as_deref().map(parsed("PORTICO_DEFAULT_ORGANISATION")).transpose()
    }

    /// The settings for `serve`. Fails at the first variable that is missing or wrong.
    pub fn for_serving(&self, is_demo: bool) -> anyhow::Result<Settings> {
        Ok(Settings {
            database_url: self.database_url_or(if is_demo { DEMO_DATABASE } else { DATABASE }),
            default_organisation: self.default_organisation()?,
            public_url: self.public_url()?,
            proxies: Proxies::read(self.trusted_proxies.as_deref(), self.client_address_header.as_deref())?,
            outbound: self.outbound()?,
            capacity: self.capacity()?,
            secret_key: self.secret_key(is_demo)?,
            previous_secret_keys: self.previous_secret_keys()?,
            mail: self.mail(is_demo)?,
            texts: self.texts()?,
            admin_addr: parsed("PORTICO_ADMIN_ADDR")(self.admin_addr.as_deref().unwrap_or(ADMIN_ADDR))?,
            site_addr: parsed("PORTICO_SITE_ADDR")(self.site_addr.as_deref().unwrap_or(SITE_ADDR))?,
            demo_application_addr: parsed("PORTICO_DEMO_APPLICATION_ADDR")(
                self.demo_application_addr.as_deref().unwrap_or(DEMO_APPLICATION_ADDR),
            )?,
            is_demo,
            is_watched: is_watched(),
        })
    }

    pub fn public_url(&self) -> anyhow::Result<PublicUrl> {
        self.public_url.as_deref().unwrap_or(PUBLIC_URL).parse().context("PORTICO_PUBLIC_URL")
    }

    pub fn texts(&self) -> anyhow::Result<Texts> {
        self.texts.resolve()
    }

    fn mail(&self, is_demo: bool) -> anyhow::Result<Mail> {
        let smtp_url = self.smtp_url.as_ref().map(|url| Secret::new(url.0.clone()));
        let from = match (&self.mail_from, is_demo) {
            (Some(from), _) => parsed("PORTICO_MAIL_FROM")(from)?,
            (None, true) => parsed("PORTICO_MAIL_FROM")("Portico <no-reply@portico.example>")?,
            (None, false) => {
                bail!("PORTICO_MAIL_FROM is not set. Set a sender, like: Sign-in <no-reply@your-domain.example>")
            }
        };
        if smtp_url.is_none() && !is_demo {
            bail!("PORTICO_SMTP_URL is not set. Set a mail server, like: smtps://user:password@mail.example");
        }
        Ok(Mail { smtp_url, from })
    }
}

/// The framework sets this variable in development mode.
#[expect(clippy::disallowed_methods, reason = "the only reader of the environment")]
fn is_watched() -> bool {
    std::env::var_os("LEPTOS_WATCH").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn raw(toml: &str) -> RawSettings {
        RawSettings::from(Config::builder().add_source(File::from_str(toml, FileFormat::Toml))).unwrap()
    }

    #[rstest]
    #[case("", "PORTICO_SECRET_KEY")]
    #[case("secret_key = 'short'", "PORTICO_SECRET_KEY")]
    #[case("secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='", "PORTICO_MAIL_FROM")]
    #[case(
        "secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='\nmail_from = 'a@b.example'",
        "PORTICO_SMTP_URL"
    )]
    #[case(
        "secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='\nmail_from = 'a@b.example'
         smtp_url = 'smtp://m.example'\nsms_provider = 'twilio'",
        "PORTICO_TWILIO_ACCOUNT_SID"
    )]
    #[case(
        "secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='\nprevious_secret_keys = 'short'",
        "PORTICO_PREVIOUS_SECRET_KEYS"
    )]
    #[case(
        "secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='\nmail_from = 'a@b.example'
         smtp_url = 'smtp://m.example'\nsite_addr = 'everywhere'",
        "PORTICO_SITE_ADDR"
    )]
    #[case(
        "secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='\nmail_from = 'a@b.example'
         smtp_url = 'smtp://m.example'\ndemo_application_addr = '3001'",
        "PORTICO_DEMO_APPLICATION_ADDR"
    )]
    #[case("public_url = 'ftp://x.example'", "PORTICO_PUBLIC_URL")]
    #[case("public_url = 'http://x.example'", "PORTICO_PUBLIC_URL")]
    #[case("max_connections = 0", "PORTICO_MAX_CONNECTIONS")]
    #[case("max_connections_per_client = 'many'", "PORTICO_MAX_CONNECTIONS_PER_CLIENT")]
    #[case("hashing_threads = -1", "PORTICO_HASHING_THREADS")]
    #[case("hashing_queue = 1.5", "PORTICO_HASHING_QUEUE")]
    #[case("public_url = 'https://x.example/path'", "PORTICO_PUBLIC_URL")]
    #[case("public_url = 'https://u:hunter2@x.example'", "PORTICO_PUBLIC_URL")]
    #[case("public_url = 'https://u:hunter#2@x.example'", "PORTICO_PUBLIC_URL")]
    #[case("default_organisation = 'No Slug'", "PORTICO_DEFAULT_ORGANISATION")]
    #[case("outbound_allow = '10.0.0.0/99'", "PORTICO_OUTBOUND_ALLOW")]
    fn a_wrong_or_missing_setting_is_named(#[case] toml: &str, #[case] variable: &str) {
        let error = raw(toml).for_serving(false).unwrap_err();
        let told = format!("{error:#}");
        assert!(told.contains(variable) && !told.contains("hunter"), "{told}");
    }

    #[test]
    fn what_is_there_at_once_can_be_set() {
        let key = "secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='";
        let usual = raw(key).for_serving(true).unwrap().capacity;
        assert_eq!((usual.connections, usual.connections_per_client), (4096, 256));
        assert_eq!((usual.hashing_threads, usual.hashing_queue), (None, None));
        let set = "max_connections = 10\nmax_connections_per_client = '3'\nhashing_threads = 2\nhashing_queue = 50";
        let set = raw(&format!("{key}\n{set}")).for_serving(true).unwrap().capacity;
        assert_eq!((set.connections, set.connections_per_client), (10, 3));
        assert_eq!((set.hashing_threads, set.hashing_queue), (Some(2), Some(50)));
    }

    #[test]
    fn secrets_do_not_show() {
        let settings =
            raw("secret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='\nsmtp_url = 'smtp://u:hunter2@m.example'
             database_url = 'postgres://u:hunter2@d.example/d'");
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(!format!("{:?}", settings.for_serving(true).unwrap()).contains("hunter2"));
    }
}
