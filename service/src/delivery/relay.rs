//! A mail server: its address, how to connect to it, and the idle connections that are kept for the next message.

use anyhow::{Context as _, bail};
use domain::Secret;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::Mail;
use lettre::transport::smtp::extension::ClientId;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use url::Url;

/// The timeout for opening a TCP connection to one address of the server. Short, so that there is time for the others.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(30);

pub(super) struct Relay {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    /// The name in `EHLO`.
    name: ClientId,
    idle: Arc<Mutex<Vec<(Instant, AsyncSmtpConnection)>>>,
}

enum Tls {
    Never,
    /// STARTTLS before anything else; the connection fails without it.
    Demanded(TlsParameters),
    FromTheStart(TlsParameters),
}

/// It never shows the URL.
const CANNOT_BE_USED: &str = "PORTICO_SMTP_URL: it cannot be used. It looks like smtps://user:password@mail.example:465. In \
    the password write %23 for #, %2F for /, %3A for :, %3F for ?, %40 for @ and %25 for %";

/// Why a command to the mail server failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Deaf {
    #[error("{0}")]
    Said(#[from] Error),
    #[error("it took too long")]
    TooSlow,
}

impl Relay {
    /// `smtps://` uses TLS from the start. `smtp://` demands STARTTLS, except on loopback or with `?tls=never`. `name`
    /// is sent in `EHLO`. The error never shows the URL, because it may contain a password.
    pub fn of(url: &Secret<String>, name: String) -> anyhow::Result<Self> {
        let cannot_be_used = || CANNOT_BE_USED;
        let url = url.expose();
        let tls = demanded_tls(url)?;
        // Drop the parser's error, because it may repeat the URL.
        let url = Url::parse(url).ok().filter(is_complete).with_context(cannot_be_used)?;
        let host = url.host_str().filter(|host| !host.is_empty()).with_context(cannot_be_used)?;
        // To connect, an IPv6 address is needed without its brackets.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let parameters = || TlsParameters::new(host.clone()).ok().with_context(cannot_be_used);
        let (tls, usual_port) = match tls {
            Wanted::Never => (Tls::Never, 25),
            Wanted::Demanded => (Tls::Demanded(parameters()?), 587),
            Wanted::FromTheStart => (Tls::FromTheStart(parameters()?), 465),
        };
        let decoded = |text: &str| {
            percent_encoding::percent_decode_str(text).decode_utf8().ok().map(String::from).with_context(cannot_be_used)
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        let port = url.port().unwrap_or(usual_port);
        Ok(Relay { port, tls, credentials, name: ClientId::Domain(name), idle: Arc::default(), host })
    }

    /// Returns a connection on which the server has accepted `MAIL`. Nothing up to there depends on the recipient. Each
    /// step has to succeed within `patience`.
    pub async fn greeted(&self, sender: &Mail, patience: Duration) -> Result<AsyncSmtpConnection, Deaf> {
        while let Some(mut connection) = self.take_idle() {
            match within(patience, connection.command(sender.clone())).await {
                Ok(_) => return Ok(connection),
                // The server may have closed an idle connection. Then try the next one, and at last open a new one.
                Err(Deaf::Said(_)) => {}
                Err(Deaf::TooSlow) => {
                    // The others are not better. The next attempt opens a new one.
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
                    return Err(Deaf::TooSlow);
                }
            }
        }
        let mut connection = self.connect(patience).await?;
        within(patience, connection.command(sender.clone())).await?;
        Ok(connection)
    }

    async fn connect(&self, patience: Duration) -> Result<AsyncSmtpConnection, Deaf> {
        let server = (self.host.as_str(), self.port);
        let at_once = match &self.tls {
            Tls::FromTheStart(parameters) => Some(parameters.clone()),
            Tls::Demanded(_) | Tls::Never => None,
        };
        let hello = AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT), &self.name, at_once, None);
        let mut connection = within(patience, hello).await?;
        if let Tls::Demanded(parameters) = &self.tls {
            within(patience, connection.starttls(parameters.clone(), &self.name)).await?;
        }
        if let Some(credentials) = &self.credentials {
            within(patience, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().map(|(_, connection)| connection)
    }

    /// Keeps an idle connection for the next message, and closes it after `IDLE`.
    #[expect(
        clippy::disallowed_methods,
        reason = "a background task that closes an idle connection; no request waits for it"
    )]
    pub fn keep(&self, connection: AsyncSmtpConnection) {
        let idle = self.idle.clone();
        idle.lock().unwrap_or_else(PoisonError::into_inner).push((Instant::now(), connection));
        tokio::spawn(async move {
            tokio::time::sleep(IDLE).await;
            idle.lock().unwrap_or_else(PoisonError::into_inner).retain(|(since, _)| since.elapsed() < IDLE);
        });
    }
}

/// Waits at most `patience` for the server.
pub(super) async fn within<T>(patience: Duration, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Deaf> {
    Ok(timeout(patience, answer).await.map_err(|_| Deaf::TooSlow)??)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Never,
    Demanded,
    FromTheStart,
}

/// Whether a URL ends with its host, or port, and a query: an unescaped `#`, `/` or `?` in the password would end the
/// authority.
fn is_complete(url: &Url) -> bool {
    url.fragment().is_none() && matches!(url.path(), "" | "/") && url.query().is_none_or(|query| !query.contains('@'))
}

fn demanded_tls(url: &str) -> anyhow::Result<Wanted> {
    let Some(rest) = url.strip_prefix("smtp://") else {
        if url.starts_with("smtps://") {
            return Ok(Wanted::FromTheStart);
        }
        bail!("PORTICO_SMTP_URL starts with neither smtp:// nor smtps://");
    };
    let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
    match query {
        "tls=never" => Ok(Wanted::Never),
        "tls=required" => Ok(Wanted::Demanded),
        "" if is_here(authority) => Ok(Wanted::Never),
        "" => Ok(Wanted::Demanded),
        _ => bail!("PORTICO_SMTP_URL: after ? only tls=required or tls=never may stand"),
    }
}

/// Whether the host in `user:password@host:port` is a loopback address.
fn is_here(authority: &str) -> bool {
    let host = authority.trim_end_matches('/').rsplit('@').next().unwrap_or_default();
    let end = host.rfind(']').map_or_else(|| host.find(':').unwrap_or(host.len()), |bracket| bracket + 1);
    host.get(..end).is_some_and(is_loopback)
}

/// Whether a host is the local machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3). Traffic to it never leaves the machine, so
/// it needs no encryption. The host is written as in a URL, without the port.
pub fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&host);
    host == "localhost"
        || host.ends_with(".localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("smtp://mail.example", Wanted::Demanded)]
    #[case("smtp://u:p@mail.example:587", Wanted::Demanded)]
    #[case("smtp://mail.example?tls=never", Wanted::Never)]
    #[case("smtp://127.0.0.1:2525", Wanted::Never)]
    #[case("smtp://[::1]:2525", Wanted::Never)]
    #[case("smtp://localhost:2525?tls=required", Wanted::Demanded)]
    #[case("smtps://mail.example", Wanted::FromTheStart)]
    fn plain_text_is_only_for_loopback_or_when_asked_for(#[case] url: &str, #[case] wanted: Wanted) {
        assert_eq!(demanded_tls(url).unwrap(), wanted);
    }

    #[rstest]
    #[case("smtp://mail.example", ("mail.example", 587), None)]
    #[case("smtp://mail.example/?tls=never", ("mail.example", 25), None)]
    #[case("smtps://mail.example", ("mail.example", 465), None)]
    #[case("smtp://[::1]:2525", ("::1", 2525), None)]
    #[case("smtp://no-reply%40a.example:p%20w%2F@mail.example:2587", ("mail.example", 2587), Some(("no-reply@a.example", "p w/")))]
    fn an_address_says_where_the_server_is_and_who_we_are(
        #[case] url: &str,
        #[case] (host, port): (&str, u16),
        #[case] credentials: Option<(&str, &str)>,
    ) {
        let relay = Relay::of(&Secret::new(url.to_owned()), "portico.example".to_owned()).unwrap();
        let expected = credentials.map(|(name, password)| Credentials::new(name.to_owned(), password.to_owned()));
        assert_eq!((relay.host.as_str(), relay.port, relay.credentials == expected), (host, port, true));
    }

    #[rstest]
    #[case("http://u:hunter2@mail.example")]
    #[case("smtp://u:hunter2@")]
    #[case("smtp://u:hunter2@mail.example:port")]
    #[case("smtp://u:hunter2@mail.example?tls=hunter2")]
    #[case("smtp://u:%ff@hunter2.example")]
    #[case("smtps://u:12#hunter2@mail.example")]
    #[case("smtps://u:12/hunter2@mail.example")]
    #[case("smtps://u:12?hunter2@mail.example")]
    fn what_cannot_be_used_is_refused_without_showing_it(#[case] url: &str) {
        let Err(error) = Relay::of(&Secret::new(url.to_owned()), String::new()) else { panic!("{url}") };
        let error = format!("{error:#}");
        assert!(error.contains("PORTICO_SMTP_URL") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LocalHost", "portico.localhost", "127.0.0.1", "127.8.9.1", "[::1]", "::1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "localhost.example", "notlocalhost", "127.0.0.1.example", "10.0.0.1", "0.0.0.0", "[::2]", "["]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
