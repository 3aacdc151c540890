//! Handing mail to an SMTP server.

use super::{Email, MailTransport, NotTaken};
use anyhow::{Context as _, bail};
use async_trait::async_trait;
use domain::Secret;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{self, PoolConfig, extension::ClientId},
};
use std::{net::IpAddr, time::Duration};

/// How long an SMTP server may take for anything.
const TIMEOUT: Duration = Duration::from_secs(15);
const CONNECTIONS: u32 = 8;

pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
}

/// Tells mail programs not to answer (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl SmtpMailer {
    /// `smtps://` speaks TLS at once, `smtp://` demands STARTTLS except on loopback or with `?tls=never`.
    /// `host` (without port) says who we are. The error never shows the URL: it may hold a password.
    pub fn connect(url: &Secret<String>, from: Mailbox, host: &str) -> anyhow::Result<Self> {
        let url = explicit_tls(url.expose())?;
        let host = host.split(':').next().unwrap_or_default().to_owned();
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
            .map_err(|_| anyhow::anyhow!("it cannot be used"))
            .context("PORTICO_SMTP_URL")?
            .hello_name(ClientId::Domain(host.clone()))
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(30)))
            .build();
        Ok(SmtpMailer { transport, from, host })
    }

    fn message(&self, email: &Email) -> anyhow::Result<Message> {
        Ok(Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, email.to.as_str().parse()?))
            .subject(single_line(&email.subject))
            .message_id(Some(format!("<{}@{}>", email.message_id, self.host)))
            .date_now()
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(email.text.clone(), email.html.clone()))?)
    }
}

/// Line ends have no place in a header value.
fn single_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Says in lettre's words what our URL leaves unsaid.
fn explicit_tls(url: &str) -> anyhow::Result<Secret<String>> {
    let Some(rest) = url.strip_prefix("smtp://") else {
        if url.starts_with("smtps://") {
            return Ok(Secret::new(url.to_owned()));
        }
        bail!("PORTICO_SMTP_URL starts with neither smtp:// nor smtps://");
    };
    let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
    let tls = match query {
        "tls=never" => None,
        "tls=required" => Some("required"),
        "" if is_loopback(authority) => None,
        "" => Some("required"),
        _ => bail!("PORTICO_SMTP_URL: after ? only tls=required or tls=never may stand"),
    };
    let authority = authority.trim_end_matches('/');
    Ok(Secret::new(match tls {
        Some(tls) => format!("smtp://{authority}?tls={tls}"),
        None => format!("smtp://{authority}"),
    }))
}

fn is_loopback(authority: &str) -> bool {
    let host = authority.trim_end_matches('/').rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[async_trait]
impl MailTransport for SmtpMailer {
    async fn send(&self, email: &Email) -> Result<(), NotTaken> {
        let message = self.message(email).map_err(|error| NotTaken::ForGood(format!("{error:#}")))?;
        let outcome = match self.transport.send(message.clone()).await {
            // The pool may have handed out a connection that the server had closed: a fresh one, once.
            Err(error) if is_stale(&error) => self.transport.send(message).await,
            outcome => outcome,
        };
        outcome.map(drop).map_err(not_taken)
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(NotTaken::NotNow("the mail server did not answer as expected".to_owned())),
            Err(error) => Err(not_taken(error)),
        }
    }
}

fn is_stale(error: &smtp::Error) -> bool {
    !error.is_permanent() && !error.is_transient() && !error.is_timeout()
}

fn not_taken(error: smtp::Error) -> NotTaken {
    let reply = error.status().map(u16::from);
    let reason = error.to_string();
    match reply {
        // About the mailbox or this message (RFC 5321 §4.2.2); the rest, like a refused password, is about us and may pass.
        Some(550..=553 | 555) => NotTaken::ForGood(reason),
        Some(450..=452) => NotTaken::NotThisOneNow(reason),
        _ => NotTaken::NotNow(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("smtp://mail.example", "smtp://mail.example?tls=required")]
    #[case("smtp://u:p@mail.example:587", "smtp://u:p@mail.example:587?tls=required")]
    #[case("smtp://mail.example?tls=never", "smtp://mail.example")]
    #[case("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525")]
    #[case("smtp://[::1]:2525", "smtp://[::1]:2525")]
    #[case("smtp://localhost:2525?tls=required", "smtp://localhost:2525?tls=required")]
    #[case("smtps://mail.example", "smtps://mail.example")]
    fn plain_text_is_only_for_loopback_or_when_asked_for(#[case] url: &str, #[case] explicit: &str) {
        assert_eq!(explicit_tls(url).unwrap().expose(), explicit);
    }

    #[test]
    fn another_scheme_is_refused_without_showing_the_password() {
        let error = explicit_tls("http://u:hunter2@mail.example").unwrap_err();
        assert!(!format!("{error:#}").contains("hunter2"));
    }

    #[test]
    fn a_subject_has_one_line() {
        assert_eq!(single_line("a\r\nBcc: b"), "a  Bcc: b");
    }
}
