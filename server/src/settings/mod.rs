//! The operator's settings: from `portico.toml`, systemd credentials and the environment. Errors name the setting and
//! never show a secret.

mod address;
mod capacity;
mod describe;
mod file;
mod hsts;
mod keys;
mod mail;
mod outbound;
mod problems;
mod proxies;
mod public_url;
mod raw;
mod sockets;
mod sources;
pub mod table;
#[cfg(test)]
mod tests;
mod texts;

pub use address::SiteAddress;
pub use capacity::Capacity;
pub use describe::{Shown, example, help, json_schema, markdown};
pub use hsts::usual_hsts;
pub use keys::generate_secret;
pub use mail::Mail;
pub use problems::Problems;
pub use proxies::{ClientAddressHeader, Proxies};
pub use public_url::PublicUrl;
pub use raw::{RawSettings, Source};
pub use sockets::{PassedSocket, passed_socket};
pub use sources::{sends_traces, variable_of_system};
pub use texts::{TextRoute, Texts};

use crate::log;
use anyhow::Context as _;
use domain::{Secret, Slug};
use http::HeaderValue;
use service::delivery::OutboundRules;
use std::net::SocketAddr;
use store::DatabaseSettings;
use table::{
    ADMIN_ADDR, AUDIT_LOG, DATABASE_CONNECTIONS, DATABASE_READ_URL, DATABASE_URL, DEFAULT_ORGANISATION,
    DEMO_APPLICATION_ADDR, LOG, LOG_FORMAT, PUBLIC_URL, SITE_ADDR, Setting,
};

const DATABASE: &str = "sqlite://data/portico.db?mode=rwc";
const DEMO_DATABASE: &str = "sqlite://data/portico-demo.db?mode=rwc";
const ADDRESS: &str = "an IP address and a port, like 127.0.0.1:3000 or [::1]:3000";

/// Everything that `serve` needs.
#[derive(Debug)]
pub struct Settings {
    pub database: DatabaseSettings,
    pub default_organisation: Option<Slug>,
    pub public_url: PublicUrl,
    pub secret_key: Secret<[u8; 32]>,
    /// Newest first.
    pub previous_secret_keys: Vec<Secret<[u8; 32]>>,
    pub mail: Mail,
    pub texts: Texts,
    pub proxies: Proxies,
    /// The value of `Strict-Transport-Security`. `None`: it is not sent.
    pub hsts: Option<HeaderValue>,
    pub outbound: OutboundRules,
    pub capacity: Capacity,
    pub admin_addr: SocketAddr,
    pub site_addr: SiteAddress,
    /// Where the sample applications of a demo listen.
    pub demo_application_addr: SocketAddr,
    /// Whether audit events are also written to standard output.
    pub writes_audit_log: bool,
    pub is_demo: bool,
    /// Whether pages load the framework's reload script; in development only.
    pub is_watched: bool,
}

impl RawSettings {
    /// Fails if a source of the settings could not be read.
    pub fn demand_readable(&self) -> anyhow::Result<()> {
        self.problems.clone().end()
    }

    /// Which database to connect to. Fails if a URL cannot be used.
    pub fn database(&self, is_demo: bool) -> anyhow::Result<DatabaseSettings> {
        if self.may_be_set(&DATABASE_URL) {
            return Err(self.problems.clone().into());
        }
        let default = if is_demo { DEMO_DATABASE } else { DATABASE };
        let database = DatabaseSettings {
            url: self.secret(&DATABASE_URL).unwrap_or_else(|| Secret::new(default.to_owned())),
            read_url: self.secret(&DATABASE_READ_URL),
            connections: self.number(&DATABASE_CONNECTIONS)?,
        };
        let named = [DATABASE_URL, DATABASE_READ_URL, DATABASE_CONNECTIONS];
        database.check().map_err(|error| self.labelled(&named, error))?;
        Ok(database)
    }

    /// The filter of the log (`PORTICO_LOG`), and whether to log as JSON (`PORTICO_LOG_FORMAT=json`).
    pub fn log(&self) -> anyhow::Result<(String, bool)> {
        let mut problems = Problems::default();
        let filter = self.value(&LOG).unwrap_or_default().to_owned();
        problems.note(log::check(&filter).with_context(|| self.label(&LOG)));
        let is_json = problems.note(self.choice(&LOG_FORMAT)) == Some("json");
        problems.end()?;
        Ok((filter, is_json))
    }

    /// The slug of the organisation whose pages have no slug in their paths, if the operator set one.
    pub fn default_organisation(&self) -> anyhow::Result<Option<Slug>> {
        self.parsed(&DEFAULT_ORGANISATION, "a slug: 1 to 40 of a-z, 0-9 and -")
    }

    pub fn public_url(&self) -> anyhow::Result<PublicUrl> {
        self.value(&PUBLIC_URL).unwrap_or_default().parse::<PublicUrl>().with_context(|| self.label(&PUBLIC_URL))
    }

    /// The address on which Portico listens.
    pub fn site_addr(&self) -> anyhow::Result<SiteAddress> {
        let needs = format!("{ADDRESS}, nor the path of a socket, like unix:/run/portico/portico.sock");
        self.parsed(&SITE_ADDR, &needs)?.with_context(|| self.label(&SITE_ADDR))
    }

    fn address(&self, setting: &Setting) -> anyhow::Result<SocketAddr> {
        self.parsed(setting, ADDRESS)?.with_context(|| self.label(setting))
    }

    /// The settings for `serve`. Fails with everything that is wrong or missing.
    pub fn for_serving(&self, is_demo: bool) -> anyhow::Result<Settings> {
        let mut problems = self.problems.clone();
        problems.note(self.log());
        let database = problems.note(self.database(is_demo));
        let default_organisation = problems.note(self.default_organisation());
        let public_url = problems.note(self.public_url());
        let secret_key = problems.note(self.secret_key(is_demo));
        let previous_secret_keys = problems.note(self.previous_secret_keys());
        let mail = problems.note(self.mail(is_demo));
        let texts = problems.note(self.texts());
        let proxies = problems.note(self.proxies());
        let hsts = problems.note(self.hsts());
        let outbound = problems.note(self.outbound());
        let capacity = problems.note(self.capacity());
        let admin_addr = problems.note(self.address(&ADMIN_ADDR));
        let site_addr = problems.note(self.site_addr());
        let demo_application_addr = problems.note(self.address(&DEMO_APPLICATION_ADDR));
        let writes_audit_log = problems.note(self.choice(&AUDIT_LOG)) == Some("stdout");
        problems.end()?;
        let settings = || {
            Some(Settings {
                database: database?,
                default_organisation: default_organisation?,
                public_url: public_url?,
                secret_key: secret_key?,
                previous_secret_keys: previous_secret_keys?,
                mail: mail?,
                texts: texts?,
                proxies: proxies?,
                hsts: hsts?,
                outbound: outbound?,
                capacity: capacity?,
                admin_addr: admin_addr?,
                site_addr: site_addr?,
                demo_application_addr: demo_application_addr?,
                writes_audit_log,
                is_demo,
                is_watched: sources::is_watched(),
            })
        };
        settings().context("the settings could not be read")
    }
}
