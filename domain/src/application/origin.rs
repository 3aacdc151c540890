//! The address of what a proxy guards: scheme, host and port, in one form only.
//! The client must not parse one, because the tables of international domains are too large for it.

use crate::refusal::ApplicationRefusal;
use crate::visible::{is_blank, visible};
// Addresses only: nothing here opens a connection.
use core::net::{Ipv4Addr, Ipv6Addr};
use std::fmt;

/// The most origins of one application.
pub const MOST_PROTECTED_ORIGINS: usize = 20;

/// The longest name of a host, in bytes (RFC 1035 §2.3.4).
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// An origin such as `https://app.example` or `http://localhost:8080`: lower case, the host in ASCII as in DNS and
/// without a dot at its end, and no port that is the scheme's own. So two spellings of one origin are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProtectedOrigin(String);

/// Why a text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtectedOriginError {
    #[error("an origin begins with https:// or http://")]
    NoScheme,
    #[error("an origin has no user name, no path and no query")]
    NotOnlyAnOrigin,
    #[error("not the name or the address of a host")]
    NotAHost,
    #[error("not a port")]
    NotAPort,
    #[error("http is only for this machine itself; everything else needs https")]
    NotSecure,
}

impl ProtectedOrigin {
    /// Reads a URL that has no more than an origin, as an admin types it. `http` is only for loopback hosts, unless
    /// `allows_http`: Portico itself is reached by `http` on a loopback host.
    pub fn parse(text: &str, allows_http: bool) -> Result<Self, ProtectedOriginError> {
        let text = visible(text);
        let (scheme, rest) = text.split_once("://").ok_or(ProtectedOriginError::NoScheme)?;
        // The slash that browsers show at the end.
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '\\', '?', '#', '@']) {
            return Err(ProtectedOriginError::NotOnlyAnOrigin);
        }
        let (scheme, host, port) = read(scheme, authority)?;
        if scheme == "http" && !allows_http && !is_loopback(&host) {
            return Err(ProtectedOriginError::NotSecure);
        }
        Ok(Self::of(scheme, &host, port))
    }

    /// The origin of a request, from its scheme and the value of its `Host` header as a proxy reports them. Some
    /// proxies report a WebSocket as `wss` or `ws`.
    pub fn from_request(scheme: &str, host_header: &str) -> Result<Self, ProtectedOriginError> {
        let scheme = match scheme {
            "wss" => "https",
            "ws" => "http",
            other => other,
        };
        let (scheme, host, port) = read(scheme, host_header)?;
        Ok(Self::of(scheme, &host, port))
    }

    /// Wraps an origin without a check: one that was parsed before it was stored.
    pub const fn from_store(text: String) -> Self {
        ProtectedOrigin(text)
    }

    fn of(scheme: &str, host: &str, port: Option<u16>) -> Self {
        ProtectedOrigin(match port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        })
    }

    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its port. `None`: the scheme's own.
    pub fn port(&self) -> Option<&str> {
        let (_, last) = self.0.rsplit_once(':')?;
        last.bytes().all(|byte| byte.is_ascii_digit()).then_some(last)
    }

    /// Whether its scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for ProtectedOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Reads a list of origins, one per line. Ignores empty lines and repetitions. Refuses the first line that is no
/// origin, and more than [`MOST_PROTECTED_ORIGINS`].
pub fn read_protected_origins(text: &str, allows_http: bool) -> Result<Vec<ProtectedOrigin>, ApplicationRefusal> {
    let mut origins: Vec<ProtectedOrigin> = Vec::new();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !is_blank(line)) {
        let origin =
            ProtectedOrigin::parse(line, allows_http).map_err(|_| ApplicationRefusal::BadOrigin { line: place + 1 })?;
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    if origins.len() > MOST_PROTECTED_ORIGINS { Err(ApplicationRefusal::TooManyOrigins) } else { Ok(origins) }
}

/// Reads a scheme and what follows it. The port is `None` if it is the scheme's own.
fn read(scheme: &str, authority: &str) -> Result<(&'static str, String, Option<u16>), ProtectedOriginError> {
    let (scheme, own_port) = if scheme.eq_ignore_ascii_case("https") {
        ("https", 443)
    } else if scheme.eq_ignore_ascii_case("http") {
        ("http", 80)
    } else {
        return Err(ProtectedOriginError::NoScheme);
    };
    // The address of IPv6 contains colons, so it has brackets.
    let end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let port_at = authority[end..].find(':').map(|at| end + at);
    let (host, port) = match port_at {
        Some(at) => (&authority[..at], &authority[at + 1..]),
        None => (authority, ""),
    };
    let host = host_of(host).ok_or(ProtectedOriginError::NotAHost)?;
    let port = if port.is_empty() { own_port } else { number(port).ok_or(ProtectedOriginError::NotAPort)? };
    Ok((scheme, host, (port != own_port).then_some(port)))
}

fn number(port: &str) -> Option<u16> {
    // `parse` would accept a plus sign.
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    port.parse::<u16>().ok().filter(|port| is_number && *port != 0)
}

/// The host in its only form: lower case, in ASCII, without a dot at the end; an address as IPv4 or IPv6 writes it.
fn host_of(text: &str) -> Option<String> {
    if let Some(address) = text.strip_prefix('[') {
        let address: Ipv6Addr = address.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    let name = if name.is_ascii() { name.to_ascii_lowercase() } else { idna::domain_to_ascii_strict(name).ok()? };
    if ends_in_a_number(&name) {
        // Browsers read such a host as an address, in whatever way its numbers are written.
        return name.parse::<Ipv4Addr>().ok().map(|address| address.to_string());
    }
    (name.len() <= LONGEST_HOST && name.split('.').all(is_label)).then_some(name)
}

fn ends_in_a_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_hexadecimal =
        |text: &str| text.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) || is_hexadecimal(last)
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether a host in its only form is this machine itself.
fn is_loopback(host: &str) -> bool {
    let is_address = host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    is_address || matches!(host, "localhost" | "[::1]") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use url::Url;

    #[rstest]
    #[case("https://app.example", "https://app.example")]
    #[case(" HTTPS://App.Example.:443/ ", "https://app.example")]
    #[case("https://app.example:8443", "https://app.example:8443")]
    #[case("https://app.example:", "https://app.example")]
    #[case("https://bücher.example", "https://xn--bcher-kva.example")]
    #[case("https://192.0.2.1", "https://192.0.2.1")]
    #[case("https://[2001:DB8:0::1]:443", "https://[2001:db8::1]")]
    #[case("http://localhost:8080", "http://localhost:8080")]
    #[case("http://wiki.localhost:80", "http://wiki.localhost")]
    #[case("http://127.0.0.1:3001", "http://127.0.0.1:3001")]
    #[case("http://[::1]", "http://[::1]")]
    fn an_origin_has_one_form(#[case] typed: &str, #[case] kept: &str) {
        let origin = ProtectedOrigin::parse(typed, false).unwrap();
        assert_eq!((origin.as_str(), ProtectedOrigin::parse(kept, false)), (kept, Ok(origin.clone())));
        assert_eq!(origin.is_https(), kept.starts_with("https"));
    }

    #[rstest]
    #[case("app.example", ProtectedOriginError::NoScheme)]
    #[case("ftp://app.example", ProtectedOriginError::NoScheme)]
    #[case("javascript:alert(1)", ProtectedOriginError::NoScheme)]
    #[case("https://app.example/path", ProtectedOriginError::NotOnlyAnOrigin)]
    #[case("https://app.example//", ProtectedOriginError::NotOnlyAnOrigin)]
    #[case("https://app.example?x", ProtectedOriginError::NotOnlyAnOrigin)]
    #[case("https://app.example#x", ProtectedOriginError::NotOnlyAnOrigin)]
    #[case("https://jo@app.example", ProtectedOriginError::NotOnlyAnOrigin)]
    #[case("https://app.example\\x", ProtectedOriginError::NotOnlyAnOrigin)]
    #[case("https://", ProtectedOriginError::NotAHost)]
    #[case("https://.", ProtectedOriginError::NotAHost)]
    #[case("https://app..example", ProtectedOriginError::NotAHost)]
    #[case("https://app.example..", ProtectedOriginError::NotAHost)]
    #[case("https://*.example", ProtectedOriginError::NotAHost)]
    #[case("https://a b.example", ProtectedOriginError::NotAHost)]
    #[case("https://127.1", ProtectedOriginError::NotAHost)]
    #[case("https://0x7f.1", ProtectedOriginError::NotAHost)]
    #[case("https://0x7f000001", ProtectedOriginError::NotAHost)]
    #[case("https://2130706433", ProtectedOriginError::NotAHost)]
    #[case("https://[::1", ProtectedOriginError::NotAHost)]
    #[case("https://[fe80::1%25eth0]", ProtectedOriginError::NotAHost)]
    #[case("https://x[::1]", ProtectedOriginError::NotAHost)]
    #[case("https://app.example:+80", ProtectedOriginError::NotAPort)]
    #[case("https://app.example:0", ProtectedOriginError::NotAPort)]
    #[case("https://app.example:65536", ProtectedOriginError::NotAPort)]
    #[case("https://app.example:80:80", ProtectedOriginError::NotAPort)]
    #[case("http://app.example", ProtectedOriginError::NotSecure)]
    #[case("http://localhost.example", ProtectedOriginError::NotSecure)]
    #[case("http://128.0.0.1", ProtectedOriginError::NotSecure)]
    fn everything_else_is_none(#[case] typed: &str, #[case] why: ProtectedOriginError) {
        assert_eq!(ProtectedOrigin::parse(typed, false), Err(why));
    }

    #[rstest]
    #[case("https://app.example", None)]
    #[case("https://app.example:8443", Some("8443"))]
    #[case("https://[2001:db8::1]", None)]
    #[case("http://[::1]:3001", Some("3001"))]
    fn a_port_of_its_own_is_told(#[case] origin: &str, #[case] port: Option<&str>) {
        assert_eq!(ProtectedOrigin::parse(origin, false).unwrap().port(), port);
    }

    #[test]
    fn http_is_for_everyone_where_portico_has_it_too() {
        assert!(ProtectedOrigin::parse("http://app.example", true).is_ok());
    }

    #[rstest]
    #[case("https", "APP.Example.COM.:443", "https://app.example.com")]
    #[case("HTTPS", "app.example.com", "https://app.example.com")]
    #[case("wss", "app.example.com", "https://app.example.com")]
    #[case("ws", "app.example.com:80", "http://app.example.com")]
    #[case("http", "app.example.com:443", "http://app.example.com:443")]
    fn a_request_gets_the_same_form(#[case] scheme: &str, #[case] host: &str, #[case] origin: &str) {
        assert_eq!(ProtectedOrigin::from_request(scheme, host).unwrap().as_str(), origin);
    }

    #[rstest]
    fn what_a_proxy_cannot_report_is_refused(
        #[values("", " app.example", "app.example/", "a@app.example", "app.example,b.example", "app.example\t")]
        host: &str,
    ) {
        assert!(ProtectedOrigin::from_request("https", host).is_err());
        assert!(ProtectedOrigin::from_request("https,http", "app.example").is_err());
    }

    #[test]
    fn a_list_has_one_origin_on_each_line() {
        let read = read_protected_origins("\n https://App.example/ \r\n\nhttps://app.example:443\nhttp://[::1]", false);
        let texts: Vec<String> = read.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["https://app.example", "http://[::1]"]);
        let refused = Err(ApplicationRefusal::BadOrigin { line: 3 });
        assert_eq!(read_protected_origins("https://a.example\n\nb.example", false), refused);
        let many: String = (0..21).map(|number| format!("https://app{number}.example\n")).collect();
        assert_eq!(read_protected_origins(&many, false), Err(ApplicationRefusal::TooManyOrigins));
    }

    proptest! {
        #[test]
        fn browsers_read_the_same_origin(text in "(https|HTTP)://[a-zA-Z0-9.-]{1,20}(:[0-9]{0,5})?") {
            if let (Ok(origin), Ok(url)) = (ProtectedOrigin::parse(&text, true), Url::parse(&text)) {
                prop_assert_eq!(ProtectedOrigin::parse(origin.as_str(), true), Ok(origin.clone()));
                // Browsers keep the dot at the end of a host.
                if url.host_str().is_some_and(|host| !host.ends_with('.')) {
                    prop_assert_eq!(origin.as_str(), url.origin().ascii_serialization());
                }
            }
        }
    }
}
