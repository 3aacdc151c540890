//! How messages are made and handed over. The only place that knows lettre and reqwest.

mod date;
mod demo_inbox;
mod mailer;
mod message;
mod relay;
mod render;
mod secrets;
pub mod texts;
mod wording;

/// Who messages are from: `Sign-in <no-reply@your-domain.example>`.
pub use lettre::message::Mailbox as Sender;

pub use date::{in_words as moment, is_time_zone, rfc3339, short as short_moment, start_of_day, time_zones};
pub use demo_inbox::{DemoInbox, KeptMessage};
pub use mailer::{Patience, SmtpMailer};
pub use message::{Content, Staying};
pub use render::{Email, Letterhead, Templates};
pub use secrets::without_secrets;
pub use wording::Wording;

use async_trait::async_trait;
use domain::Destination;

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
    /// The same with the address masked: providers repeat it, and the log must not have it.
    pub fn without_address(self, address: &Destination) -> Self {
        match self {
            NotTaken::ForGood(reason) => NotTaken::ForGood(masked(&reason, address)),
            NotTaken::NotThisOneNow(reason) => NotTaken::NotThisOneNow(masked(&reason, address)),
            NotTaken::NotNow(reason) => NotTaken::NotNow(masked(&reason, address)),
        }
    }
}

/// Nor may it have what they repeat of the message, or any other address that they know.
fn masked(text: &str, address: &Destination) -> String {
    let mask = address.masked();
    // Numbers are repeated with and without their `+`.
    let text = [address.as_str(), address.as_str().trim_start_matches('+')]
        .into_iter()
        .fold(text.to_owned(), |text, spelling| replaced(&text, spelling, &mask));
    without_secrets(&text)
}

/// `lower` is found in any case of letters.
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
