//! Makes messages and hands them to providers. The only module that uses lettre and reqwest.

#![expect(clippy::disallowed_types, reason = "the only sender")]

mod date;
mod demo_inbox;
mod mailer;
mod message;
mod message_context;
mod outbound;
mod relative_time;
mod relay;
mod render;
mod secrets;
pub mod texts;
mod time_zones;
mod wording;

/// The sender of email, as in `Sign-in <no-reply@your-domain.example>`.
pub use lettre::message::Mailbox as Sender;

pub use date::{in_words as moment, read_rfc3339, rfc3339, start_of_day, time_of_day};
pub use demo_inbox::{DemoInbox, KeptMessage};
pub use mailer::{Patience, SmtpMailer};
pub use message::Content;
pub use message_context::{CredentialsAfterReset, MessageContext};
pub use outbound::{Outbound, OutboundRules, is_public};
pub use relative_time::relative_time;
pub use relay::is_loopback;
pub use render::{Email, Templates};
pub use secrets::without_secrets;
pub use time_zones::{find_time_zone, is_time_zone, named_with_offset, time_zones};
pub use wording::{MessageSentence, Wording};

use async_trait::async_trait;
use domain::Destination;

/// Why a provider did not accept a message.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Permanent refusal of this message.
    #[error("refused for good: {0}")]
    ForGood(String),
    /// Temporary failure of this message; the provider is up and accepts others. A retry may help.
    #[error("not this one now: {0}")]
    NotThisOneNow(String),
    /// The provider accepts no message at present, whatever the recipient. A retry may help.
    #[error("not now: {0}")]
    NotNow(String),
}

impl NotTaken {
    /// Masks the recipient's address, and any codes, links and other addresses, in the reason. Providers repeat them,
    /// and they must not get into the log.
    pub fn without_address(self, address: &Destination) -> Self {
        match self {
            NotTaken::ForGood(reason) => NotTaken::ForGood(masked(&reason, address)),
            NotTaken::NotThisOneNow(reason) => NotTaken::NotThisOneNow(masked(&reason, address)),
            NotTaken::NotNow(reason) => NotTaken::NotNow(masked(&reason, address)),
        }
    }
}

/// Masks an address, and whatever looks like a code, a link, a token or another address.
fn masked(text: &str, address: &Destination) -> String {
    let mask = address.masked();
    // Providers repeat phone numbers with and without the `+`.
    let text = [address.as_str(), address.as_str().trim_start_matches('+')]
        .into_iter()
        .fold(text.to_owned(), |text, spelling| replaced(&text, spelling, &mask));
    without_secrets(&text)
}

/// Replaces `lower`, which is in lower case, wherever it occurs in any letter case (ASCII).
fn replaced(text: &str, lower: &str, by: &str) -> String {
    let mut replaced = String::new();
    let mut end = 0;
    for (at, found) in text.to_ascii_lowercase().match_indices(lower) {
        replaced.push_str(&text[end..at]);
        replaced.push_str(by);
        end = at + found.len();
    }
    replaced + &text[end..]
}

/// A provider that accepts email.
#[async_trait]
pub trait MailTransport: Send + Sync {
    /// Hands over an email. `Ok` means that the provider is responsible for it from now on.
    async fn send(&self, email: &Email) -> Result<(), NotTaken>;

    /// Checks whether the provider accepts mail at present, without sending any. Used for decoy messages, so that an
    /// unknown address waits and fails like a known one.
    async fn probe(&self) -> Result<(), NotTaken>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_however_a_server_repeats_it() {
        let address = "jo@example.com".parse().unwrap();
        let refused = NotTaken::ForGood("550 <Jo@Example.com>:\r\né jo@example.com?".to_owned());
        let masked = "refused for good: 550 <j•••@example.com>: é j•••@example.com?";
        assert_eq!(refused.without_address(&address).to_string(), masked);
    }

    #[test]
    fn what_a_server_repeats_of_a_message_or_knows_of_a_person_is_masked() {
        let address = "jo@example.com".parse().unwrap();
        let said = "550 5.7.1 spam from 192.0.2.1: \"482913 is your code\", https://sign-in.example/not-me/x, \
            jo@example.com goes to jo.private@elsewhere.example (jo.private%40elsewhere.example)";
        let masked = "550 5.7.1 spam from 192.0.2.1: \"••• is your code\", ••• j•••@example.com goes to ••• •••";
        for not_taken in [NotTaken::ForGood, NotTaken::NotNow, NotTaken::NotThisOneNow] {
            let said = not_taken(said.to_owned()).without_address(&address).to_string();
            assert!(said.ends_with(masked), "{said}");
        }
    }

    #[test]
    fn a_number_is_masked_with_and_without_its_plus() {
        let number = "+12015550142".parse().unwrap();
        let refused = NotTaken::NotThisOneNow("+12015550142 (12015550142, To=%2B12015550142)".to_owned());
        let masked = "not this one now: •••• 42 (•••• 42, To=%2B•••• 42)";
        assert_eq!(refused.without_address(&number).to_string(), masked);
    }
}
