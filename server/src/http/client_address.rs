//! Where a request comes from: the socket, or `X-Forwarded-For` read from the right through trusted proxies only.

use http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// The first address from the right that is no trusted proxy. What a stranger writes in the header is never believed.
pub fn client_address(socket: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let socket = socket.to_canonical();
    let mut client = socket;
    let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).map(str::trim).collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("203.0.113.9", &["198.51.100.1"], "203.0.113.9")]
    #[case("10.0.0.1", &["198.51.100.1"], "198.51.100.1")]
    #[case("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"], "198.51.100.1")]
    #[case("10.0.0.1", &["1.1.1.1", "198.51.100.1"], "198.51.100.1")]
    #[case("10.0.0.1", &["nonsense"], "10.0.0.1")]
    #[case("10.0.0.1", &[], "10.0.0.1")]
    #[case("::ffff:10.0.0.1", &["2001:db8::7"], "2001:db8::7")]
    fn only_trusted_proxies_are_believed(#[case] socket: &str, #[case] forwarded: &[&str], #[case] client: &str) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(client_address(socket.parse().unwrap(), &headers, &trusted), client.parse::<IpAddr>().unwrap());
    }
}
