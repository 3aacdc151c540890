//! Handing mail to an SMTP server.

use super::{
    Email, MailTransport, NotTaken,
    relay::{Deaf, Relay},
};
use async_trait::async_trait;
use domain::Secret;
use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{
        Error,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Rcpt, Rset},
        response::Response,
    },
};
use std::{fmt, time::Duration};
use tokio::time::timeout;

/// How long a mail server may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For all of the greeting, and for each word from there to the message.
    pub before: Duration,
    /// For its answer to a message that it has: giving up earlier sends it twice (RFC 5321 §4.5.3.2.6).
    pub after: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { before: Duration::from_secs(60), after: Duration::from_secs(600) }
    }
}

pub struct SmtpMailer {
    relay: Relay,
    from: Mailbox,
    host: String,
    patience: Patience,
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
    /// `host` (without port) says who we are. The error never shows the URL: it may hold a password.
    pub fn connect(url: &Secret<String>, from: Mailbox, host: &str) -> anyhow::Result<Self> {
        let host = host.split(':').next().unwrap_or_default().to_owned();
        Ok(SmtpMailer { relay: Relay::of(url, host.clone())?, from, host, patience: Patience::default() })
    }

    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        SmtpMailer { patience, ..self }
    }

    fn message(&self, email: &Email, to: Address) -> anyhow::Result<Vec<u8>> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(single_line(&email.subject))
            .message_id(Some(format!("<{}@{}>", email.message_id, self.host)))
            .date_now()
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(email.text.clone(), email.html.clone()))?;
        Ok(message.formatted())
    }

    /// What goes wrong up to here goes wrong for every message, and a probe comes just as far.
    async fn greeted(&self) -> Result<AsyncSmtpConnection, NotTaken> {
        let sender = Mail::new(Some(self.from.email.clone()), Vec::new());
        self.relay.greeted(&sender, self.patience.before).await.map_err(|error| NotTaken::NotNow(error.to_string()))
    }

    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, to: Address, message: &[u8]) -> Result<(), Deaf> {
        let Patience { before, after } = self.patience;
        within(before, connection.command(Rcpt::new(to, Vec::new()))).await?;
        within(before, connection.command(Data)).await?;
        within(after, connection.message(message)).await
    }

    /// Keeps a connection for the next message.
    async fn keep(&self, mut connection: AsyncSmtpConnection) {
        if within(self.patience.before, connection.command(Rset)).await.is_ok() {
            self.relay.keep(connection);
        }
    }
}

async fn within(patience: Duration, answer: impl Future<Output = Result<Response, Error>>) -> Result<(), Deaf> {
    timeout(patience, answer).await.map_err(|_| Deaf::TooSlow)?.map(drop).map_err(Deaf::Said)
}

/// Line ends have no place in a header value.
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
        let mut connection = self.greeted().await?;
        let outcome = self.hand_over(&mut connection, to, &message).await;
        if outcome.as_ref().err().is_none_or(is_open_still) {
            self.keep(connection).await;
        }
        outcome.map_err(not_this_one)
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        let connection = self.greeted().await?;
        self.keep(connection).await;
        Ok(())
    }
}

/// A server that said no, and does not close the connection with it.
fn is_open_still(deaf: &Deaf) -> bool {
    matches!(deaf, Deaf::Said(error) if error.status().is_some_and(|code| u16::from(code) != 421))
}

/// After the recipient was named, every refusal is about this message. That others would be refused as well cannot be told, and
/// must not be said: a probe names no recipient.
fn not_this_one(deaf: Deaf) -> NotTaken {
    let reason = deaf.to_string();
    let code = match deaf {
        Deaf::Said(error) => error.status().map(u16::from),
        Deaf::TooSlow => None,
    };
    match code {
        // No mailbox, not allowed, not wanted, no mail here at all (RFC 5321 §4.2.3, RFC 7504); the other ones may pass.
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
