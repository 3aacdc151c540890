//! Where an application begins.

use super::origin::ProtectedOrigin;
use crate::{return_to::origin_of, site_path::is_plain, visible::visible};
use std::fmt;

/// The longest address, in bytes.
const LONGEST: usize = 2000;

/// The URL that the tile of an application leads to: absolute, in printable ASCII, without a user name. Its origin has
/// the form of [`ProtectedOrigin`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartAddress(String);

/// The text cannot be a start address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address like https://app.example/start")]
pub struct NotAStartAddress;

impl StartAddress {
    /// Reads a URL as an admin types it. `http` is only for loopback hosts, unless `allows_http`, as for
    /// [`ProtectedOrigin::parse`].
    pub fn parse(text: &str, allows_http: bool) -> Result<Self, NotAStartAddress> {
        let text = visible(text);
        let start = text.find("://").ok_or(NotAStartAddress)? + 3;
        let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
        let (origin, rest) = text.split_at(end);
        let origin = ProtectedOrigin::parse(origin, allows_http).map_err(|_| NotAStartAddress)?;
        let slash = if rest.starts_with('/') { "" } else { "/" };
        let address = format!("{origin}{slash}{rest}");
        if address.len() <= LONGEST && is_plain(rest) { Ok(StartAddress(address)) } else { Err(NotAStartAddress) }
    }

    /// Wraps an address without a check: one that was parsed before it was stored.
    pub const fn from_store(text: String) -> Self {
        StartAddress(text)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its scheme, host and port.
    pub fn origin(&self) -> ProtectedOrigin {
        ProtectedOrigin::from_store(origin_of(&self.0).unwrap_or(&self.0).to_owned())
    }
}

impl fmt::Display for StartAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://app.example", "https://app.example/", "https://app.example")]
    #[case(" HTTPS://App.Example:443/A?b=//c#d ", "https://app.example/A?b=//c#d", "https://app.example")]
    #[case("https://app.example?x", "https://app.example/?x", "https://app.example")]
    #[case("http://localhost:3001/start", "http://localhost:3001/start", "http://localhost:3001")]
    fn an_address_keeps_its_path(#[case] typed: &str, #[case] kept: &str, #[case] origin: &str) {
        let address = StartAddress::parse(typed, false).unwrap();
        assert_eq!((address.as_str(), address.origin().as_str()), (kept, origin));
    }

    #[rstest]
    fn everything_else_is_none(
        #[values(
            "",
            "/start",
            "app.example",
            "http://app.example",
            "javascript:alert(1)",
            "javascript://app.example/%0aalert(1)",
            "https://jo:x@app.example/",
            "https://app.example\\@evil.example/",
            "https://app.example/a b",
            "https://app.example/ü",
            "https://app.example/a\\b"
        )]
        typed: &str,
    ) {
        assert_eq!(StartAddress::parse(typed, false), Err(NotAStartAddress));
    }

    #[test]
    fn its_length_is_limited_and_http_follows_portico() {
        let long = format!("https://app.example/{}", "a".repeat(LONGEST));
        assert_eq!(StartAddress::parse(&long, false), Err(NotAStartAddress));
        assert!(StartAddress::parse("http://app.example/", true).is_ok());
    }
}
