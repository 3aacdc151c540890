//! Hands texts to a provider. The body of a text never gets into a log or an error.

pub(super) mod gsm7;
mod twilio;
mod webhook;

pub use twilio::{STATUS_PATH, Twilio, TwilioAccount};
pub use webhook::{Webhook, WebhookTarget};

use super::NotTaken;
use anyhow::Context as _;
use async_trait::async_trait;
use domain::PhoneNumber;
use reqwest::{Client, ClientBuilder, StatusCode, redirect};
use std::{fmt, time::Duration};

/// The timeout for a provider's reply. Giving up before the provider has accepted a text would send the text twice.
pub const PROVIDER_TIMEOUT: Duration = Duration::from_secs(60);
/// The timeout for opening a TCP connection.
const CONNECT: Duration = Duration::from_secs(15);

/// A text that is ready to send. `Debug` shows only its id, because the body contains a code.
#[derive(Clone)]
pub struct Text {
    /// Identifies the message. Every attempt has this id, so that a second delivery can be recognised.
    pub message_id: String,
    pub to: PhoneNumber,
    pub body: String,
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Text").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// A text that a provider accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The id of the text in the provider's later delivery reports. `None`: there will be no reports.
    pub provider_id: Option<String>,
}

/// A provider that accepts texts.
#[async_trait]
pub trait TextProvider: Send + Sync {
    /// Hands over a text. `Ok` means that the provider is responsible for it from now on.
    async fn send(&self, text: &Text) -> Result<Taken, NotTaken>;

    /// Checks whether the provider accepts texts at present, without sending any. Used for decoy messages, so that an
    /// unknown number waits and fails like a known one.
    async fn probe(&self) -> Result<(), NotTaken>;
}

/// The beginnings of an HTTP client that connects only to the URL of a request: no redirects, no proxy from the
/// environment. `patience` is the timeout of a whole request.
pub(super) fn client_builder(patience: Duration) -> ClientBuilder {
    // Fails when the process has a default provider already; that one is used then.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().timeout(patience).connect_timeout(CONNECT).redirect(redirect::Policy::none()).no_proxy()
}

fn client(patience: Duration) -> anyhow::Result<Client> {
    client_builder(patience).build().context("texts cannot leave: no HTTP client could be made")
}

/// No complete response came. The error leaves out the URL, because it may contain a secret.
fn unanswered(error: reqwest::Error) -> NotTaken {
    NotTaken::NotNow(format!("{:#}", anyhow::Error::from(error.without_url())))
}

/// Classifies a response that is not a success. Refused credentials, rate limits and server errors concern every text
/// and may pass; other refusals concern this text.
fn refused(status: StatusCode, reason: String) -> NotTaken {
    match status.as_u16() {
        401 | 403 | 408 | 425 | 429 => NotTaken::NotNow(reason),
        400..=499 => NotTaken::ForGood(reason),
        _ => NotTaken::NotNow(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(400, true)]
    #[case(401, false)]
    #[case(403, false)]
    #[case(404, true)]
    #[case(408, false)]
    #[case(410, true)]
    #[case(422, true)]
    #[case(429, false)]
    #[case(302, false)]
    #[case(500, false)]
    #[case(503, false)]
    fn only_what_is_about_the_text_is_for_good(#[case] status: u16, #[case] is_for_good: bool) {
        let not_taken = refused(StatusCode::from_u16(status).unwrap(), "why".to_owned());
        assert_eq!(matches!(not_taken, NotTaken::ForGood(_)), is_for_good);
    }

    #[test]
    fn a_text_does_not_show_its_code_or_its_number() {
        let to = "+12015550123".parse().unwrap();
        let text = Text { message_id: "m1".to_owned(), to, body: "482913 is your code".to_owned() };
        assert_eq!(format!("{text:?}"), "Text { message_id: \"m1\", .. }");
    }
}
