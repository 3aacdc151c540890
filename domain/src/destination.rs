//! The recipient of a message: an email address or a phone number.

use crate::{EmailAddress, PhoneNumber};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    Email,
    Text,
}

/// The recipient of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Email(EmailAddress),
    Phone(PhoneNumber),
}

/// The text is neither an email address nor a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an email address nor a phone number")]
pub struct NotADestination;

impl Channel {
    /// The name in metrics and in the inbox of the demonstration.
    pub const fn name(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Text => "text",
        }
    }
}

impl Destination {
    /// The channel that reaches this recipient.
    pub const fn channel(&self) -> Channel {
        match self {
            Destination::Email(_) => Channel::Email,
            Destination::Phone(_) => Channel::Text,
        }
    }

    /// The whole address or number.
    pub fn as_str(&self) -> &str {
        match self {
            Destination::Email(address) => address.as_str(),
            Destination::Phone(number) => number.as_str(),
        }
    }

    /// A shortened form that only its owner recognises: `j•••@example.com` or `•••• 42`.
    pub fn masked(&self) -> String {
        match self {
            Destination::Email(address) => address.masked(),
            Destination::Phone(number) => number.masked(),
        }
    }
}

impl FromStr for Destination {
    type Err = NotADestination;

    /// No text can be both: an email address contains an `@`, a phone number does not.
    fn from_str(text: &str) -> Result<Self, NotADestination> {
        let address = text.parse().map(Destination::Email);
        address.or_else(|_| text.parse().map(Destination::Phone)).map_err(|_| NotADestination)
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl From<EmailAddress> for Destination {
    fn from(address: EmailAddress) -> Self {
        Destination::Email(address)
    }
}

impl From<PhoneNumber> for Destination {
    fn from(number: PhoneNumber) -> Self {
        Destination::Phone(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_reads_back_as_what_it_was() {
        for (text, channel) in
            [("jo@example.com", Channel::Email), ("+1@example.com", Channel::Email), ("+12015550142", Channel::Text)]
        {
            let destination: Destination = text.parse().unwrap();
            assert_eq!((destination.as_str(), destination.channel()), (text, channel));
        }
        assert_eq!("12".parse::<Destination>(), Err(NotADestination));
    }
}
