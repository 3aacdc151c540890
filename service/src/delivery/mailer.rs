//! Hands email to an SMTP server.

use super::relay::{Deaf, Relay, within};
use super::{Email, MailTransport, NotTaken};
use async_trait::async_trait;
use domain::Secret;
use lettre::message::{Mailbox, MultiPart, header};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::{Address, Message};
use std::{fmt, time::Duration};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Connections to the server that may be open at the same time: as many as there are deliveries.
const CONNECTIONS: usize = 32;

/// The timeouts for a mail server. The default is 10 seconds for each step before the message and 10 minutes after it.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For each step before the message: connecting up to and including `EHLO`, TLS, login, `MAIL`, `RCPT`, `DATA`. The
    /// server has no message yet, so giving up early sends none twice, and the user is told soon.
    pub before: Duration,
    /// For the reply after the message was sent. Giving up earlier would send it twice (RFC 5321 §4.5.3.2.6).
    pub after: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { before: Duration::from_secs(10), after: Duration::from_secs(600) }
    }
}

/// Sends email through one SMTP server.
pub struct SmtpMailer {
    relay: Relay,
    from: Mailbox,
    host: String,
    patience: Patience,
    /// The connections that may be opened now.
    free: Semaphore,
}

/// The header that tells mail programs not to reply automatically (RFC 3834 §5).
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
    /// Checks the URL; connects only with the first message. Messages are from the address of `from`, and have the name
    /// that each of them says. `host` (its port is ignored) is the name for `EHLO` and
    /// message ids. Fails when the URL is not usable. The error never shows the URL, because it may contain a password.
    pub fn connect(url: &Secret<String>, from: Mailbox, host: &str) -> anyhow::Result<Self> {
        let host = host.split(':').next().unwrap_or_default().to_owned();
        let (relay, patience) = (Relay::of(url, host.clone())?, Patience::default());
        Ok(SmtpMailer { relay, from, host, patience, free: Semaphore::new(CONNECTIONS) })
    }

    /// Changes how many connections to the server may be open at the same time.
    #[must_use]
    pub fn with_connections(self, connections: usize) -> Self {
        SmtpMailer { free: Semaphore::new(connections.min(Semaphore::MAX_PERMITS)), ..self }
    }

    /// Waits until one more connection may be open. Idle ones need no permit: they are used first.
    async fn permit(&self) -> Result<SemaphorePermit<'_>, NotTaken> {
        self.free.acquire().await.map_err(|error| NotTaken::NotNow(error.to_string()))
    }

    /// Replaces the timeouts.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        SmtpMailer { patience, ..self }
    }

    fn message(&self, email: &Email, to: Address) -> anyhow::Result<Vec<u8>> {
        let from = Mailbox::new(Some(single_line(&email.from_name)), self.from.email.clone());
        let mut message = Message::builder().from(from);
        // An address that cannot be written into a header must not stop the message.
        if let Some(reply_to) = email.reply_to.as_ref().and_then(|address| address.as_str().parse::<Address>().ok()) {
            message = message.reply_to(Mailbox::new(None, reply_to));
        }
        let message = message
            .to(Mailbox::new(None, to))
            .subject(single_line(&email.subject))
            .message_id(Some(format!("<{}@{}>", email.message_id, self.host)))
            .date_now()
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(email.text.clone(), email.html.clone()))?;
        Ok(message.formatted())
    }

    /// Connects up to `MAIL`. A failure up to here concerns every message, and a probe goes just as far.
    async fn greeted(&self) -> Result<AsyncSmtpConnection, NotTaken> {
        let sender = Mail::new(Some(self.from.email.clone()), Vec::new());
        self.relay.greeted(&sender, self.patience.before).await.map_err(|error| NotTaken::NotNow(error.to_string()))
    }

    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, to: Address, message: &[u8]) -> Result<(), Deaf> {
        let Patience { before, after } = self.patience;
        within(before, connection.command(Rcpt::new(to, Vec::new()))).await?;
        within(before, connection.command(Data)).await?;
        within(after, connection.message(message)).await.map(drop)
    }

    /// Resets a connection and keeps it for the next message.
    async fn keep(&self, mut connection: AsyncSmtpConnection) {
        if within(self.patience.before, connection.command(Rset)).await.is_ok() {
            self.relay.keep(connection);
        }
    }
}

/// A header value must not contain line breaks.
fn single_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

fn for_good(error: impl fmt::Display) -> NotTaken {
    NotTaken::ForGood(format!("{error:#}"))
}

#[async_trait]
impl MailTransport for SmtpMailer {
    async fn send(&self, email: &Email) -> Result<(), NotTaken> {
        let to: Address = email.to.as_str().parse().map_err(for_good)?;
        let message = self.message(email, to.clone()).map_err(for_good)?;
        let _permit = self.permit().await?;
        let mut connection = self.greeted().await?;
        let outcome = self.hand_over(&mut connection, to, &message).await;
        if outcome.as_ref().err().is_none_or(is_open_still) {
            self.keep(connection).await;
        }
        outcome.map_err(not_this_one)
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        let _permit = self.permit().await?;
        let connection = self.greeted().await?;
        self.keep(connection).await;
        Ok(())
    }
}

/// Whether the server refused but keeps the connection open (421 closes it).
fn is_open_still(deaf: &Deaf) -> bool {
    matches!(deaf, Deaf::Said(error) if error.status().is_some_and(|code| u16::from(code) != 421))
}

/// From `RCPT` on, every refusal counts as one of this message only. Whether others would be refused as well is
/// unknown, and must not be reported: a probe names no recipient, so decoys would not fail alike.
fn not_this_one(deaf: Deaf) -> NotTaken {
    let reason = deaf.to_string();
    let code = match deaf {
        Deaf::Said(error) => error.status().map(u16::from),
        Deaf::TooSlow => None,
    };
    match code {
        // No mailbox, not allowed, rejected, or a host without mail (RFC 5321 §4.2.3, RFC 7504). Other codes may pass.
        Some(521 | 550..=559) => NotTaken::ForGood(reason),
        _ => NotTaken::NotThisOneNow(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_has_one_line() {
        assert_eq!(single_line("a\r\nBcc: b"), "a  Bcc: b");
    }
}
