//! The client address of a request: the socket's, or one from the header that trusted proxies write, read from the
//! right for as long as the addresses are trusted proxies.

use super::seldom::Seldom;
use crate::settings::{ClientAddressHeader, Proxies};
use http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// Finds client addresses. Warns if an untrusted peer sends one of the headers: most likely it is a proxy that is
/// missing in the settings.
pub struct ClientAddresses {
    proxies: Proxies,
    warnings: Seldom,
}

impl ClientAddresses {
    pub fn new(proxies: Proxies) -> Self {
        ClientAddresses { proxies, warnings: Seldom::default() }
    }

    /// Whether any proxies are configured.
    pub fn has_proxies(&self) -> bool {
        !self.proxies.trusted.is_empty()
    }

    /// The header in which proxies say where a request came from.
    pub fn header(&self) -> &'static str {
        self.proxies.header.name()
    }

    /// Whether a peer is a trusted proxy.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.proxies.trust(peer.to_canonical())
    }

    /// The address of the client whose request came from `socket`.
    pub fn find(&self, socket: IpAddr, headers: &HeaderMap) -> IpAddr {
        let socket = socket.to_canonical();
        if !self.proxies.trust(socket) {
            let sent = ClientAddressHeader::ALL.into_iter().find(|header| headers.contains_key(header.name()));
            if let Some(header) = sent.filter(|_| self.warnings.may_now()) {
                tracing::warn!(
                    peer = %socket,
                    header = header.name(),
                    "a peer that PORTICO_TRUSTED_PROXIES does not name says where a request came from; it is not believed"
                );
            }
        }
        client_address(socket, headers, &self.proxies)
    }
}

/// The first address from the right that is no trusted proxy. An unreadable address ends the search, because nothing to
/// the left of it can be trusted.
fn client_address(socket: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let values = headers.get_all(proxies.header.name()).iter().map(|value| value.as_bytes());
    let hops: Vec<&[u8]> = match proxies.header {
        ClientAddressHeader::XForwardedFor | ClientAddressHeader::Forwarded => {
            values.flat_map(|value| value.split(|&byte| byte == b',')).collect()
        }
        // A proxy replaces this header; it never appends to it.
        ClientAddressHeader::XRealIp => values.rev().take(1).collect(),
    };
    let mut client = socket;
    for hop in hops.into_iter().rev().map(<[u8]>::trim_ascii).filter(|hop| !hop.is_empty()) {
        if !proxies.trust(client) {
            break;
        }
        let Some(address) = str::from_utf8(hop).ok().and_then(|hop| read(hop, proxies.header)) else { break };
        client = address.to_canonical();
    }
    client
}

fn read(hop: &str, header: ClientAddressHeader) -> Option<IpAddr> {
    match header {
        ClientAddressHeader::XForwardedFor | ClientAddressHeader::XRealIp => node(hop),
        // A comma inside quotes splits the value too early. That only makes the element unreadable, because no address
        // contains a comma.
        ClientAddressHeader::Forwarded => {
            let mut pairs = hop.split(';').filter_map(|pair| pair.trim().split_once('='));
            let (_, value) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
            node(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value))
        }
    }
}

/// Reads `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`; the first and the last may have a port (RFC 7239 §6).
fn node(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(bracketed).or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PROXIES: &str = "10.0.0.0/8, 2001:db8:ffff::1";

    fn found(header: &str, socket: &str, lines: &[(&'static str, &[u8])]) -> IpAddr {
        let addresses = ClientAddresses::new(Proxies::read(Some(PROXIES), Some(header)).unwrap());
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, http::HeaderValue::from_bytes(value).unwrap());
        }
        addresses.find(socket.parse().unwrap(), &headers)
    }

    #[rstest]
    #[case("203.0.113.9", &["198.51.100.1"], "203.0.113.9")]
    #[case("10.0.0.1", &["198.51.100.1"], "198.51.100.1")]
    #[case("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"], "198.51.100.1")]
    #[case("10.0.0.1", &["1.1.1.1", "198.51.100.1"], "198.51.100.1")]
    #[case("10.0.0.1", &["nonsense"], "10.0.0.1")]
    #[case("10.0.0.1", &["1.1.1.1, nonsense"], "10.0.0.1")]
    #[case("10.0.0.1", &["1.1.1.1, unknown, 10.0.0.2"], "10.0.0.2")]
    #[case("10.0.0.1", &[], "10.0.0.1")]
    #[case("::ffff:10.0.0.1", &["2001:db8::7"], "2001:db8::7")]
    #[case("10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1")]
    #[case("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1")]
    #[case("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7")]
    #[case("10.0.0.1", &["[2001:db8::7]"], "2001:db8::7")]
    #[case("10.0.0.1", &["  198.51.100.1\t , 10.0.0.2:1 "], "198.51.100.1")]
    #[case("10.0.0.1", &["198.51.100.1,"], "198.51.100.1")]
    #[case("10.0.0.1", &["198.51.100.1, , ,10.0.0.2,,"], "198.51.100.1")]
    #[case("10.0.0.1", &["198.51.100.1", "", "10.0.0.2,"], "198.51.100.1")]
    #[case("10.0.0.1", &[","], "10.0.0.1")]
    #[case("10.0.0.1", &["198.51.100.1:99999"], "10.0.0.1")]
    #[case("10.0.0.1", &["[198.51.100.1"], "10.0.0.1")]
    #[case("2001:db8:ffff::1", &["198.51.100.1"], "198.51.100.1")]
    fn only_trusted_proxies_are_believed(#[case] socket: &str, #[case] forwarded: &[&str], #[case] client: &str) {
        let lines: Vec<_> = forwarded.iter().map(|line| ("x-forwarded-for", line.as_bytes())).collect();
        assert_eq!(found("x-forwarded-for", socket, &lines), client.parse::<IpAddr>().unwrap());
    }

    #[rstest]
    #[case(&["for=198.51.100.1"], "198.51.100.1")]
    #[case(&["For=198.51.100.1;proto=https;by=10.0.0.1"], "198.51.100.1")]
    #[case(&["proto=https; for=\"198.51.100.1:4711\""], "198.51.100.1")]
    #[case(&["for=1.1.1.1, for=\"[2001:db8::7]:4711\", for=10.0.0.2"], "2001:db8::7")]
    #[case(&["for=1.1.1.1", "for=\"[2001:db8::7]\""], "2001:db8::7")]
    #[case(&["for=198.51.100.1,"], "198.51.100.1")]
    // An unclosed quote does not hide what a proxy appends.
    #[case(&["for=\"1.1.1.1, for=198.51.100.1"], "198.51.100.1")]
    #[case(&["for=1.1.1.1, for=unknown"], "10.0.0.1")]
    #[case(&["for=1.1.1.1, for=_hidden"], "10.0.0.1")]
    #[case(&["for=1.1.1.1, proto=https"], "10.0.0.1")]
    #[case(&["198.51.100.1"], "10.0.0.1")]
    fn the_standard_header_is_read(#[case] forwarded: &[&str], #[case] client: &str) {
        let lines: Vec<_> = forwarded.iter().map(|line| ("forwarded", line.as_bytes())).collect();
        assert_eq!(found("forwarded", "10.0.0.1", &lines), client.parse::<IpAddr>().unwrap());
    }

    #[rstest]
    #[case("x-forwarded-for", "198.51.100.1")]
    #[case("forwarded", "198.51.100.2")]
    #[case("x-real-ip", "198.51.100.3")]
    fn only_the_header_that_was_chosen_is_believed(#[case] header: &str, #[case] client: &str) {
        let lines: [(_, &[u8]); 4] = [
            ("x-forwarded-for", b"198.51.100.1"),
            ("forwarded", b"for=198.51.100.2"),
            ("x-real-ip", b"1.1.1.1"),
            ("x-real-ip", b"198.51.100.3"),
        ];
        assert_eq!(found(header, "10.0.0.1", &lines), client.parse::<IpAddr>().unwrap());
        assert_eq!(found(header, "203.0.113.9", &lines), "203.0.113.9".parse::<IpAddr>().unwrap());
    }

    /// nginx appends to the client's value in the same header line.
    #[test]
    fn bytes_that_are_no_text_hide_nothing_that_a_proxy_added() {
        let lines: [(_, &[u8]); 2] =
            [("x-forwarded-for", b"1.1.1.1"), ("x-forwarded-for", b"2.2.2.2, \xff\xfe, 198.51.100.1")];
        assert_eq!(found("x-forwarded-for", "10.0.0.1", &lines), "198.51.100.1".parse::<IpAddr>().unwrap());
    }
}
