//! The support contact of an organisation, where its users get help.

use crate::EmailAddress;
use std::{fmt, str::FromStr};

/// An email address or a web page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SupportContact {
    Email(EmailAddress),
    /// A URL that begins with `https://`.
    Page(String),
}

/// The text is neither an email address nor an `https://` URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an email address, and no address that begins with https://")]
pub struct NotASupportContact;

const SECURE: &str = "https://";
/// The longest URL, in bytes.
const LONGEST: usize = 200;

impl SupportContact {
    /// The URL of a link to the contact: `mailto:` or `https://`.
    pub fn href(&self) -> String {
        match self {
            SupportContact::Email(email) => format!("mailto:{email}"),
            SupportContact::Page(page) => page.clone(),
        }
    }
}

impl fmt::Display for SupportContact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SupportContact::Email(email) => email.fmt(formatter),
            SupportContact::Page(page) => formatter.write_str(page),
        }
    }
}

impl FromStr for SupportContact {
    type Err = NotASupportContact;

    fn from_str(text: &str) -> Result<Self, NotASupportContact> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix(SECURE) else {
            return text.parse().map(SupportContact::Email).map_err(|_| NotASupportContact);
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
        let is_plain = |byte: u8| (b'!'..=b'~').contains(&byte) && !b"\"'<>\\".contains(&byte);
        let holds =
            text.len() <= LONGEST && !host.is_empty() && host.bytes().all(is_host) && text.bytes().all(is_plain);
        if holds { Ok(SupportContact::Page(text.to_owned())) } else { Err(NotASupportContact) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(" help@codes.example ", "mailto:help@codes.example")]
    #[case("https://codes.example/help?from=sign-in", "https://codes.example/help?from=sign-in")]
    fn it_is_an_address_or_a_page(#[case] text: &str, #[case] href: &str) {
        assert_eq!(text.parse::<SupportContact>().unwrap().href(), href);
    }

    #[rstest]
    fn anything_else_is_neither(
        #[values(
            "",
            "help",
            "http://codes.example",
            "javascript:alert(1)",
            "https://",
            "https:///help",
            "https://me@codes.example",
            "https://codes.example/a b",
            "https://codes.example/\"x"
        )]
        text: &str,
    ) {
        assert_eq!(text.parse::<SupportContact>(), Err(NotASupportContact));
    }
}
