//! Handing texts to a provider. The only place that knows reqwest; a text's body never reaches a log or an error.

pub(super) mod gsm7;
mod twilio;
mod webhook;

pub use twilio::{STATUS_PATH, Twilio, TwilioAccount};
pub use webhook::{Webhook, WebhookTarget};

use super::NotTaken;
use anyhow::Context as _;
use async_trait::async_trait;
use domain::PhoneNumber;
use reqwest::{Client, StatusCode, redirect};
use std::{fmt, time::Duration};

/// How long a provider may take for its answer. Giving up earlier than it takes the text sends the text twice.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How long a TCP connection may take.
const CONNECT: Duration = Duration::from_secs(15);

/// A text ready to leave. It holds a code: no `Debug` of its body.
#[derive(Clone)]
pub struct Text {
    /// Stable over all attempts, so that a second delivery can be recognised.
    pub message_id: String,
    pub to: PhoneNumber,
    pub body: String,
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Text").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// A provider took a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the provider's later reports call it; `None` where none will come.
    pub provider_id: Option<String>,
}

/// Somebody who takes texts.
#[async_trait]
pub trait TextProvider: Send + Sync {
    async fn send(&self, text: &Text) -> Result<Taken, NotTaken>;

    /// Whether it would take something now. Used where nobody has the number, so that both wait and fail alike.
    async fn probe(&self) -> Result<(), NotTaken>;
}

/// Goes where it is told to and nowhere else: no redirects, no proxy from the environment.
fn client(patience: Duration) -> anyhow::Result<Client> {
    // A second one in this process keeps the first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .timeout(patience)
        .connect_timeout(CONNECT)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .build();
    client.context("texts cannot leave: no HTTP client could be made")
}

/// No whole answer came. The address is left out: it may hold a secret.
fn unanswered(error: reqwest::Error) -> NotTaken {
    NotTaken::NotNow(format!("{:#}", anyhow::Error::from(error.without_url())))
}

/// What an answer means that is not a yes. Refused credentials are about us and may pass; other refusals are about the text.
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
