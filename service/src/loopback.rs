//! Which hosts are the local machine. Traffic to them never leaves it, so it needs no encryption.

use std::net::IpAddr;

/// Whether a host is the local machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3). It is written as in a URL, without the port.
pub fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&host);
    host == "localhost"
        || host.ends_with(".localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LocalHost", "portico.localhost", "127.0.0.1", "127.8.9.1", "[::1]", "::1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "localhost.example", "notlocalhost", "127.0.0.1.example", "10.0.0.1", "0.0.0.0", "[::2]", "["]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
