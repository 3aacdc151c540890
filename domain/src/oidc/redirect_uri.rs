//! Where a client gets its answers. An address is registered before, and compared as it is: whoever could choose it
//! would get the codes of others.

use crate::application::ProtectedOrigin;
use crate::refusal::ApplicationRefusal;
use crate::site_path::is_plain;
use crate::visible::{is_blank, visible};
use std::fmt;

/// The most redirect addresses of one client.
pub const MOST_REDIRECT_URIS: usize = 20;

/// The longest address, in bytes.
const LONGEST: usize = 2000;

/// An address that a client has registered. Scheme, host and port have the form of [`ProtectedOrigin`]; what follows is
/// kept as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri(String);

/// The text cannot be a redirect address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address like https://app.example/callback")]
pub struct NotARedirectUri;

impl RedirectUri {
    /// Reads an address as an admin types it. `http` is only for loopback hosts, unless `allows_http`, as for
    /// [`ProtectedOrigin::parse`]. A public client may also have a scheme of its own, such as
    /// `com.example.app:/callback` (RFC 8252 §7.1).
    pub fn parse(text: &str, allows_http: bool, is_public: bool) -> Result<Self, NotARedirectUri> {
        let text = visible(text);
        if text.len() > LONGEST || !is_plain(&text) || text.contains(['#', '*']) {
            return Err(NotARedirectUri);
        }
        let (scheme, after) = text.split_once(':').ok_or(NotARedirectUri)?;
        let is_own_scheme = is_public && is_own_scheme(scheme) && after.starts_with('/');
        let authority_at = if after.starts_with("//") { scheme.len() + 3 } else { scheme.len() + 1 };
        let end = text[authority_at..].find(['/', '?']).map_or(text.len(), |at| authority_at + at);
        let (origin, rest) = text.split_at(end);
        if has_dot_segment(rest) || origin.contains('@') {
            return Err(NotARedirectUri);
        }
        if is_own_scheme {
            return Ok(RedirectUri(text));
        }
        let origin = ProtectedOrigin::parse(origin, allows_http).map_err(|_| NotARedirectUri)?;
        Ok(RedirectUri(format!("{origin}{rest}")))
    }

    /// A stored address, without a check.
    pub const fn from_store(text: String) -> Self {
        RedirectUri(text)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the address that a request presents, byte by byte. Only for `http` on 127.0.0.1 and `[::1]` the
    /// port may differ, because an app on the user's machine takes whichever is free (RFC 8252 §7.3).
    pub fn matches(&self, presented: &str) -> bool {
        let is_same_but_port = || loopback(&self.0).is_some_and(|own| loopback(presented) == Some(own));
        self.0 == presented || is_same_but_port()
    }
}

/// Whether a scheme belongs to one app: it contains the name of a domain, in reverse. Not in one form, because phones
/// compare it as it is.
fn is_own_scheme(scheme: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.contains('.')
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(is_letter)
}

/// Whether a browser or a server may read another path than the one that is written.
fn has_dot_segment(rest: &str) -> bool {
    let path = rest.split('?').next().unwrap_or_default();
    let read = path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    read.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// The host of an `http` address of this machine, and what follows its port. `None`: another address.
fn loopback(address: &str) -> Option<(&str, &str)> {
    let host = ["http://127.0.0.1", "http://[::1]"].into_iter().find(|host| address.starts_with(host))?;
    let after = &address[host.len()..];
    let rest = match after.strip_prefix(':') {
        Some(port) => {
            let end = port.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(port.len());
            port[..end].parse::<u16>().ok()?;
            &port[end..]
        }
        None => after,
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest))
}

/// The addresses of a client. As text, one on each line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RedirectUris(Vec<RedirectUri>);

impl RedirectUris {
    /// Reads a list of addresses, one on each line, as [`RedirectUri::parse`] does. Ignores empty lines and
    /// repetitions.
    pub fn read(text: &str, allows_http: bool, is_public: bool) -> Result<Self, ApplicationRefusal> {
        let mut addresses = Vec::new();
        for (place, line) in text.lines().enumerate().filter(|(_, line)| !is_blank(line)) {
            let address = RedirectUri::parse(line, allows_http, is_public)
                .map_err(|_| ApplicationRefusal::BadRedirectUri { line: place + 1 })?;
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        match addresses.len() {
            0..=MOST_REDIRECT_URIS => Ok(RedirectUris(addresses)),
            _ => Err(ApplicationRefusal::TooManyRedirectUris),
        }
    }

    /// Of stored lines, without a check.
    pub fn from_store(text: &str) -> Self {
        RedirectUris(text.lines().map(|line| RedirectUri(line.to_owned())).collect())
    }

    /// The registered address that a request presents.
    pub fn find(&self, presented: &str) -> Option<&RedirectUri> {
        self.0.iter().find(|address| address.matches(presented))
    }

    /// The addresses, in the order of their lines.
    pub fn iter(&self) -> impl Iterator<Item = &RedirectUri> {
        self.0.iter()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for RedirectUris {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<&str> = self.0.iter().map(RedirectUri::as_str).collect();
        formatter.write_str(&lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn address(text: &str) -> RedirectUri {
        RedirectUri::parse(text, false, false).unwrap()
    }

    #[rstest]
    #[case("https://app.example/callback", "https://app.example/callback")]
    #[case(" HTTPS://App.Example:443/Call%20back?b=//c&d ", "https://app.example/Call%20back?b=//c&d")]
    #[case("https://app.example", "https://app.example")]
    #[case("https://app.example/", "https://app.example/")]
    #[case("https://app.example?a", "https://app.example?a")]
    #[case("http://localhost:8080/cb", "http://localhost:8080/cb")]
    #[case("http://[0:0::1]:3000/cb", "http://[::1]:3000/cb")]
    fn a_redirect_address_is_registered_in_one_spelling(#[case] typed: &str, #[case] kept: &str) {
        assert_eq!(address(typed).as_str(), kept);
        assert_eq!(address(kept).as_str(), kept);
    }

    #[rstest]
    fn no_address_with_fragment_wildcard_or_user(
        #[values(
            "",
            "/callback",
            "app.example/callback",
            "http://app.example/callback",
            "https://app.example/callback#",
            "https://app.example/callback#part",
            "https://*.example/callback",
            "https://app.example/*",
            "https://jo@app.example/callback",
            "https://jo:x@app.example/callback",
            "https://app.example\\@evil.example/",
            "https://app.example/a b",
            "https://app.example/ü",
            "https://bücher.example/callback",
            "https://app.example/a/../b",
            "https://app.example/%2E./b",
            "https://app.example/a%2f..%2Fb",
            "https:/app.example/callback",
            "https:///callback",
            "https://app.example\n.evil.example/",
            "javascript:alert(1)",
            "javascript://app.example/%0aalert(1)",
            "data:text/html,x",
            "com.example.app:callback",
            "com.example.app://jo@callback",
            "app:/callback",
            "1com.example:/callback"
        )]
        typed: &str,
        #[values(false, true)] is_public: bool,
    ) {
        assert_eq!(RedirectUri::parse(typed, false, is_public), Err(NotARedirectUri));
    }

    #[test]
    fn a_scheme_of_its_own_is_for_public_clients() {
        for text in ["com.example.App:/callback", "com.example.app://callback?a=b", "com.example.app:/"] {
            assert_eq!(RedirectUri::parse(text, false, true).unwrap().as_str(), text);
            assert_eq!(RedirectUri::parse(text, false, false), Err(NotARedirectUri), "{text}");
        }
        assert_eq!(RedirectUri::parse("com.example.app:/a/../b", false, true), Err(NotARedirectUri));
    }

    #[test]
    fn its_length_is_limited_and_http_follows_portico() {
        let long = format!("https://app.example/{}", "a".repeat(LONGEST));
        assert_eq!(RedirectUri::parse(&long, false, false), Err(NotARedirectUri));
        assert!(RedirectUri::parse("http://app.example/", true, false).is_ok());
    }

    #[rstest]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", true)]
    #[case("http://127.0.0.1:3000/cb?a=b", "http://127.0.0.1/cb?a=b", true)]
    #[case("http://[::1]:3000/cb", "http://[::1]:1/cb", true)]
    #[case("http://127.0.0.1/cb", "http://[::1]/cb", false)]
    #[case("http://localhost:3000/cb", "http://localhost:3001/cb", false)]
    #[case("https://127.0.0.1:3000/cb", "https://127.0.0.1:3001/cb", false)]
    #[case("http://127.0.0.1/cb", "https://127.0.0.1:3001/cb", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:3000/CB", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:3000/cb?a", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:3000/cb#a", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:+80/cb", false)]
    #[case("http://127.0.0.1/cb", "http://jo@127.0.0.1:3000/cb", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1:3000@evil.example/cb", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false)]
    #[case("http://127.0.0.1", "http://127.0.0.1:3000.evil.example", false)]
    #[case("http://127.0.0.1/cb", "http://127.0.0.%31/cb", false)]
    #[case("http://127.0.0.2/cb", "http://127.0.0.2:3000/cb", false)]
    fn only_a_loopback_address_may_change_its_port(
        #[case] registered: &str,
        #[case] presented: &str,
        #[case] matches: bool,
    ) {
        assert_eq!(address(registered).matches(presented), matches);
        assert!(address(registered).matches(registered));
    }

    #[test]
    fn addresses_are_lines() {
        let read = |text: &str| RedirectUris::read(text, false, false);
        let addresses = read("\nhttps://b.example/cb\r\n\n https://A.example/cb\nhttps://b.example/cb\n").unwrap();
        assert_eq!(addresses.to_string(), "https://b.example/cb\nhttps://a.example/cb");
        assert_eq!(RedirectUris::from_store(&addresses.to_string()), addresses);
        assert_eq!(addresses.find("https://a.example/cb").map(RedirectUri::as_str), Some("https://a.example/cb"));
        assert!(addresses.find("https://A.example/cb").is_none() && addresses.iter().count() == 2);
        assert_eq!(
            read("https://a.example/\n\nhttp://a.example/"),
            Err(ApplicationRefusal::BadRedirectUri { line: 3 })
        );
        let many = |count: usize| (0..count).map(|at| format!("https://app.example/{at}\n")).collect::<String>();
        assert_eq!(read(&many(MOST_REDIRECT_URIS)).unwrap().iter().count(), MOST_REDIRECT_URIS);
        assert_eq!(read(&many(MOST_REDIRECT_URIS + 1)), Err(ApplicationRefusal::TooManyRedirectUris));
        assert!(read(" \n").unwrap().is_empty() && RedirectUris::from_store("").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_but_the_registered_address_matches(
            at in 0_usize..40,
            removed in 0_usize..3,
            added in "[ -~]{0,3}",
        ) {
            let registered = "https://app.example:8443/callback?a=b%20c";
            let (before, after) = registered.split_at(at);
            let presented = format!("{before}{added}{}", &after[removed.min(after.len())..]);
            prop_assert_eq!(address(registered).matches(&presented), presented == registered);
        }
    }
}
