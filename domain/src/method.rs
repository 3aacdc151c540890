//! The sign-in methods, and all that the rest of the program asks about one.

use crate::Channel;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

crate::named_enum! {
    /// A sign-in method: how a user takes the first step of a sign-in.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Method {
        EmailCode = "email_code",
        TextCode = "text_code",
        Password = "password",
        /// Needs no second step, because the device itself checks a fingerprint, a face or a PIN.
        Passkey = "passkey",
    }
}

/// What an account must have to sign in with a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Every account has an email address.
    EmailAddress,
    /// A phone number that was verified. Needs an installation that sends texts.
    PhoneNumber,
    Password,
    /// Needs an installation for which browsers create passkeys. The first one is added after signing in another way.
    Passkey,
}

/// The text names no method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a method; there are: email_code, text_code, password, passkey")]
pub struct NotAMethod;

impl Method {
    /// What an account must have to sign in with the method.
    pub const fn credential(self) -> Credential {
        match self {
            Method::EmailCode => Credential::EmailAddress,
            Method::TextCode => Credential::PhoneNumber,
            Method::Password => Credential::Password,
            Method::Passkey => Credential::Passkey,
        }
    }

    /// The method of a sign-in code that was sent on this channel.
    pub const fn by_code(channel: Channel) -> Self {
        match channel {
            Channel::Email => Method::EmailCode,
            Channel::Text => Method::TextCode,
        }
    }

    /// The last part of the path of its form.
    pub const fn slug(self) -> &'static str {
        match self {
            Method::EmailCode => "email-code",
            Method::TextCode => "text-code",
            Method::Password => "password",
            Method::Passkey => "passkey",
        }
    }

    /// Whether it has a form to type into. A passkey has only a button.
    pub const fn has_form(self) -> bool {
        !matches!(self.credential(), Credential::Passkey)
    }

    /// Whether the method proves more than access to a mailbox or a phone.
    pub const fn is_strong(self) -> bool {
        matches!(self.credential(), Credential::Password | Credential::Passkey)
    }
}

impl FromStr for Method {
    type Err = NotAMethod;

    fn from_str(text: &str) -> Result<Self, NotAMethod> {
        Method::of(text).ok_or(NotAMethod)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_reads_back_from_its_name() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        assert_eq!("fax".parse::<Method>(), Err(NotAMethod));
    }

    #[test]
    fn the_method_of_a_code_needs_what_the_code_was_sent_to() {
        let needed = |channel| Method::by_code(channel).credential();
        assert_eq!(needed(Channel::Email), Credential::EmailAddress);
        assert_eq!(needed(Channel::Text), Credential::PhoneNumber);
    }
}
