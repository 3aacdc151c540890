//! The only list of the settings. The keys of `portico.toml`, the names in the environment, `portico settings`, the
//! documented table, the example file and the JSON Schema are made of it.

/// A setting of the installation.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its key in `portico.toml`.
    pub name: &'static str,
    pub kind: Kind,
    pub default: Fallback,
    /// What it is, for administrators. Markdown without links.
    pub about: &'static str,
}

/// What a setting accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A text that is never shown.
    Secret,
    Number,
    /// Texts, separated by commas.
    List,
    Choice(&'static [&'static str]),
}

/// What holds when a setting is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    Value(&'static str),
    /// No single value: a description of what happens.
    Described(&'static str),
}

impl Setting {
    /// Its name in the environment.
    pub fn variable(&self) -> String {
        format!("PORTICO_{}", self.name.to_ascii_uppercase())
    }

    pub fn is_secret(&self) -> bool {
        self.kind == Secret
    }

    /// The value that holds when it is not set, if it is a single value.
    pub const fn default_value(&self) -> Option<&'static str> {
        match self.default {
            Value(value) => Some(value),
            Described(_) => None,
        }
    }
}

/// The setting with this key.
pub fn find(name: &str) -> Option<&'static Setting> {
    ALL.iter().find(|setting| setting.name == name)
}

/// The setting whose name is most like this unknown one, which is a key or a variable. `None` if none is like it.
pub fn nearest(name: &str) -> Option<&'static Setting> {
    /// As similar as two names with a slip of the pen in one of them.
    const ALIKE: f64 = 0.85;
    let name = name.to_ascii_lowercase().replace('-', "_");
    let name = name.strip_prefix("portico_").unwrap_or(&name);
    let alike = ALL.iter().map(|setting| (strsim::jaro_winkler(name, setting.name), setting));
    let (likeness, setting) = alike.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (likeness >= ALIKE).then_some(setting)
}

macro_rules! settings {
    ($($constant:ident: $name:literal, $kind:expr, $default:expr, $about:literal;)*) => {
        $(pub const $constant: Setting = Setting { name: $name, kind: $kind, default: $default, about: $about };)*

        /// All settings, in the order in which they are documented.
        pub const ALL: &[Setting] = &[$($constant),*];
    };
}

use Fallback::{Described, Value};
use Kind::{Choice, List, Number, Secret, Text};

settings! {
    PUBLIC_URL: "public_url", Text, Value("http://localhost:3000"),
        "The URL at which users reach Portico: scheme, host and port. Links and the same-origin check use it; it is \
         never derived from a request. `http://` is for this machine only (`localhost`, `127.0.0.1`, `[::1]`).";
    SITE_ADDR: "site_addr", Text, Value("127.0.0.1:3000"),
        "Where Portico listens: an address with a port, or `unix:` and the path of a socket, like \
         `unix:/run/portico/portico.sock`. If systemd passes a socket, Portico uses that one instead.";
    SECRET_KEY: "secret_key", Secret, Described("none, required"),
        "32 random bytes in base64, from which all keys are derived. `portico secret generate` makes them.";
    PREVIOUS_SECRET_KEYS: "previous_secret_keys", Secret, Described("none"),
        "The secret keys that `secret_key` replaced, newest first, separated by commas.";
    DATABASE_URL: "database_url", Secret, Described("`sqlite://data/portico.db?mode=rwc`"),
        "The database: a file of SQLite, or `postgres://user:password@host/database`.";
    DATABASE_READ_URL: "database_read_url", Secret, Described("`database_url`"),
        "A PostgreSQL standby from which lists, searches and exports are read, and nothing else.";
    DATABASE_CONNECTIONS: "database_connections", Number, Value("16"),
        "The connections of this server to PostgreSQL. SQLite has one writer and four readers, whatever this says.";
    DEFAULT_ORGANISATION: "default_organisation", Text, Described("the first that was created"),
        "The slug of the organisation whose pages have no slug in their paths.";
    SMTP_URL: "smtp_url", Secret, Described("none, required"),
        "The mail server: `smtp://` or `smtps://`, with user and password if it asks for them. `smtp://` requires \
         STARTTLS except on this machine or with `?tls=never`.";
    MAIL_FROM: "mail_from", Text, Described("none, required"),
        "The sender of all email: `Name <address>` or an address. Messages have the address, and the name that their \
         organisation sets under \"Branding\", or else the organisation's own.";
    SMTP_CONNECTIONS: "smtp_connections", Number, Value("32"),
        "The connections to the mail server that may be open at the same time.";
    SMS_PROVIDER: "sms_provider", Choice(&["none", "twilio", "webhook"]), Value("none"),
        "The provider that sends text messages.";
    SMS_COUNTRIES: "sms_countries", List, Value("US,CA,GB,AU"),
        "The countries that texts may go to (ISO 3166-1 alpha-2), in the order in which users see them.";
    TWILIO_ACCOUNT_SID: "twilio_account_sid", Text, Described("none, required with `twilio`"),
        "The SID of the Twilio account: `AC…`.";
    TWILIO_AUTH_TOKEN: "twilio_auth_token", Secret, Described("none, required with `twilio`"),
        "The primary auth token of the Twilio account. Twilio also signs its reports with it.";
    TWILIO_FROM: "twilio_from", Text, Described("none, required with `twilio`"),
        "The sender of texts: one of your numbers, a sender ID, or a messaging service (`MG…`).";
    TWILIO_BASE_URL: "twilio_base_url", Text, Value("https://api.twilio.com"),
        "The URL of Twilio's API, for another region.";
    SMS_WEBHOOK_URL: "sms_webhook_url", Secret, Described("none, required with `webhook`"),
        "The URL to which texts are posted.";
    SMS_WEBHOOK_SECRET: "sms_webhook_secret", Secret, Described("none, required with `webhook`"),
        "The key that signs what is posted to `sms_webhook_url`.";
    TRUSTED_PROXIES: "trusted_proxies", List, Described("none"),
        "Addresses and networks of the proxies that are trusted to say where a request came from, and that may ask \
         about requests for applications. If none is named and the public URL is on this machine, programs on this \
         machine may ask. On a Unix socket every proxy is trusted: it counts as `127.0.0.1`.";
    CLIENT_ADDRESS_HEADER: "client_address_header", Choice(&["x-forwarded-for", "forwarded", "x-real-ip"]),
        Value("x-forwarded-for"),
        "The header in which trusted proxies say where a request came from. The others are not read.";
    HSTS: "hsts", Text, Value("max-age=63072000"),
        "The header `Strict-Transport-Security`, sent when the public URL starts with `https://`. Add \
         `; includeSubDomains` only if all hosts below that of the public URL have https. `none` sends no header.";
    OUTBOUND_ALLOW: "outbound_allow", List, Described("none"),
        "Networks, addresses and host names to which Portico may also connect when an admin has set the address, like \
         `10.1.0.0/16,wiki.internal`. Otherwise it connects only to public addresses with `https://`. For what this \
         names, `http://` is accepted too.";
    MAX_CONNECTIONS: "max_connections", Number, Value("4096"),
        "Connections in total, or fewer if the limit on open files demands it. Further connections wait.";
    MAX_CONNECTIONS_PER_CLIENT: "max_connections_per_client", Number, Value("256"),
        "Connections from one IPv4 address or IPv6 /64; one more is closed at once. Trusted proxies have no limit.";
    HASHING_THREADS: "hashing_threads", Number, Described("one for each core"),
        "Threads that hash passwords. Each keeps 19 MiB after its first hash.";
    HASHING_QUEUE: "hashing_queue", Number, Described("as many as are hashed in ten seconds"),
        "Passwords that may wait for a thread.";
    ADMIN_ADDR: "admin_addr", Text, Value("127.0.0.1:9090"),
        "The address of `/metrics`. It has no sign-in: keep it inside your network.";
    LOG: "log", Text, Value("info,sqlx=warn"),
        "What is logged, in the syntax of `tracing` filters, like `debug` or `info,service=debug`.";
    LOG_FORMAT: "log_format", Choice(&["text", "json"]), Value("text"),
        "How the log is written.";
    AUDIT_LOG: "audit_log", Choice(&["none", "stdout"]), Value("none"),
        "Where audit events are also written, as lines of JSON.";
    DEMO_APPLICATION_ADDR: "demo_application_addr", Text, Value("127.0.0.1:3001"),
        "The address on which the sample applications of `portico serve --demo` listen; not read otherwise.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("PORTICO_SMTP_ULR", Some("smtp_url"))]
    #[case("PORTICO_PUBLIC_URI", Some("public_url"))]
    #[case("secret-key", Some("secret_key"))]
    #[case("PORTICO_MAIL_FROM_FILE", Some("mail_from"))]
    #[case("secret_kye", Some("secret_key"))]
    #[case("PORTICO_PUBLIC_URL", Some("public_url"))]
    #[case("sms_provder", Some("sms_provider"))]
    #[case("zzz", None)]
    fn a_slip_of_the_pen_is_understood(#[case] written: &str, #[case] meant: Option<&str>) {
        assert_eq!(nearest(written).map(|setting| setting.name), meant);
    }

    #[test]
    fn every_setting_has_a_name_of_its_own_and_a_sentence() {
        for setting in ALL {
            assert_eq!(ALL.iter().filter(|other| other.name == setting.name).count(), 1, "{}", setting.name);
            assert!(setting.about.ends_with('.') && !setting.about.contains('|'), "{}", setting.name);
            assert!(!setting.is_secret() || setting.default_value().is_none(), "{}", setting.name);
            if let (Choice(choices), Some(default)) = (setting.kind, setting.default_value()) {
                assert!(choices.contains(&default), "{}", setting.name);
            }
        }
    }
}
