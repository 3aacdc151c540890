//! How messages are made and handed over. The only place that knows lettre.

mod demo_inbox;
mod mailer;
mod render;

/// Who messages are from: `Sign-in <no-reply@your-domain.example>`.
pub use lettre::message::Mailbox as Sender;

pub use demo_inbox::{DemoInbox, KeptMessage};
pub use mailer::SmtpMailer;
pub use render::{Email, SignInCode, Templates};

use async_trait::async_trait;
use domain::EmailAddress;

/// Why a provider did not take a message.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It will not take this one, ever.
    #[error("refused for good: {0}")]
    ForGood(String),
    /// Trying this one again may help; others it takes.
    #[error("not this one now: {0}")]
    NotThisOneNow(String),
    /// It takes nothing now, whoever it is for. Trying again may help.
    #[error("not now: {0}")]
    NotNow(String),
}

impl NotTaken {
    /// The same with the address masked: mail servers repeat it, and the log must not have it.
    pub fn without_address(self, address: &EmailAddress) -> Self {
        match self {
            NotTaken::ForGood(reason) => NotTaken::ForGood(masked(&reason, address)),
            NotTaken::NotThisOneNow(reason) => NotTaken::NotThisOneNow(masked(&reason, address)),
            NotTaken::NotNow(reason) => NotTaken::NotNow(masked(&reason, address)),
        }
    }
}

fn masked(text: &str, address: &EmailAddress) -> String {
    let mut masked = String::new();
    let mut end = 0;
    for (at, found) in text.to_ascii_lowercase().match_indices(address.as_str()) {
        masked.push_str(&text[end..at]);
        masked.push_str(&address.masked());
        end = at + found.len();
    }
    masked + &text[end..]
}

/// Somebody who takes email.
#[async_trait]
pub trait MailTransport: Send + Sync {
    async fn send(&self, email: &Email) -> Result<(), NotTaken>;

    /// Whether it would take something now. Used where nobody has the address, so that both wait and fail alike.
    async fn probe(&self) -> Result<(), NotTaken>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_however_a_server_repeats_it() {
        let address = "jo@example.com".parse().unwrap();
        let refused = NotTaken::ForGood("550 <Jo@Example.com>: é jo@example.com?".to_owned());
        let masked = "refused for good: 550 <j•••@example.com>: é j•••@example.com?";
        assert_eq!(refused.without_address(&address).to_string(), masked);
    }
}
