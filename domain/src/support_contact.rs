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
#[error("neither an email address nor an address that begins with https://")]
pub struct NotASupportContact;

const SECURE: &str = "https://";
/// The longest URL, in bytes.
const LONGEST: usize = 200;

impl SupportContact {
    /// Whether a text may be a support contact. Less strict than parsing: it accepts every text with an `@`, because
    /// the tables of international domains are too large for the client.
    pub fn is_plausible(text: &str) -> bool {
        let text = text.trim();
        if text.starts_with(SECURE) { is_page(text) } else { text.contains('@') }
    }

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
        if !text.starts_with(SECURE) {
            return text.parse().map(SupportContact::Email).map_err(|_| NotASupportContact);
        }
        if is_page(text) { Ok(SupportContact::Page(text.to_owned())) } else { Err(NotASupportContact) }
    }
}

/// Whether a text that begins with `https://` is a URL with a host and without characters that need escaping.
fn is_page(text: &str) -> bool {
    let host = text.trim_start_matches(SECURE).split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
    let is_plain = |byte: u8| (b'!'..=b'~').contains(&byte) && !b"\"'<>\\".contains(&byte);
    text.len() <= LONGEST && !host.is_empty() && host.bytes().all(is_host) && text.bytes().all(is_plain)
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
