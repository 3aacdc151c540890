//! Requests to addresses that admins have set. An admin must not reach through Portico what only Portico can reach. So
//! every request, and every address that its host has, is checked; the checked address is the one that is connected to,
//! and no redirect is followed.

use super::NotTaken;
use super::texts::client_builder;
use anyhow::Context as _;
use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, StatusCode};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::lookup_host;
use url::{Host, Url};

/// The timeout of a whole request.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What Portico may connect to besides public addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboundRules {
    pub networks: Vec<IpNet>,
    /// Names in lower case.
    pub hosts: Vec<String>,
    /// The public URL is on this machine, so applications may be there, too.
    pub allows_loopback: bool,
}

/// Portico may not connect to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address is not public, or not encrypted, and PORTICO_OUTBOUND_ALLOW does not name it")]
struct NotAllowed;

impl OutboundRules {
    /// Checks an address as far as it says itself where it leads. The addresses of a name are checked when they are
    /// resolved.
    fn check(&self, address: &str) -> Result<Url, NotAllowed> {
        let url = Url::parse(address).map_err(|_| NotAllowed)?;
        let host = url.host().ok_or(NotAllowed)?;
        let is_listed = match &host {
            Host::Domain(name) => self.names(name) || (self.allows_loopback && is_own_name(name)),
            Host::Ipv4(ip) => self.lists(IpAddr::V4(*ip)),
            Host::Ipv6(ip) => self.lists(IpAddr::V6(*ip)),
        };
        let may_be_public = match &host {
            Host::Domain(name) => !is_own_name(name),
            Host::Ipv4(ip) => is_public(IpAddr::V4(*ip)),
            Host::Ipv6(ip) => is_public(IpAddr::V6(*ip)),
        };
        match is_listed || (may_be_public && url.scheme() == "https") {
            true => Ok(url),
            false => Err(NotAllowed),
        }
    }

    fn names(&self, host: &str) -> bool {
        self.hosts.iter().any(|listed| listed == host)
    }

    fn lists(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.networks.iter().any(|network| network.contains(&ip)) || (self.allows_loopback && ip.is_loopback())
    }

    /// Whether this may be the address of a host.
    fn may_reach(&self, host: &str, ip: IpAddr) -> bool {
        self.names(host) || self.lists(ip) || is_public(ip)
    }
}

/// Whether a name means the machine itself (RFC 6761 §6.3).
fn is_own_name(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host == "localhost" || host.ends_with(".localhost")
}

/// Whether an address is one of the internet: not of a private network, of this machine, of the link, of a cloud's
/// metadata, or of a range with a special meaning (IANA's registries, RFC 6890).
pub fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = match ip.octets() {
        [0 | 10 | 127, ..] | [224..=255, ..] => true,
        [100, second, ..] => (64..128).contains(&second),
        [169, 254, ..] | [192, 168, ..] | [192, 0, 0 | 2, _] | [192, 88, 99, _] => true,
        [172, second, ..] => (16..32).contains(&second),
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        _ => false,
    };
    !special
}

/// Of 2000::/3, without what contains an IPv4 address (Teredo, 6to4) or is for documentation. Everything else is local,
/// reserved or a translation of IPv4.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

/// Resolves names, and leaves out the addresses that Portico may not connect to.
struct GuardedResolver(Arc<OutboundRules>);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = self.0.clone();
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|at| rules.may_reach(name.as_str(), at.ip())).collect();
            if allowed.is_empty() {
                return Err(NotAllowed.into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}

/// Sends requests to addresses that admins have set.
pub struct Outbound {
    rules: Arc<OutboundRules>,
    client: Client,
}

impl Outbound {
    /// Fails when no HTTP client can be made.
    pub fn new(rules: OutboundRules) -> anyhow::Result<Self> {
        let rules = Arc::new(rules);
        // A connection is used once, so that the address of every request is checked.
        let builder = client_builder(TIMEOUT).pool_max_idle_per_host(0);
        let client = builder.dns_resolver(Arc::new(GuardedResolver(rules.clone()))).build();
        Ok(Outbound { rules, client: client.context("no HTTP client could be made for outbound requests")? })
    }

    /// Whether Portico may connect to an address, as far as the address says it itself.
    pub fn may_reach(&self, address: &str) -> bool {
        self.rules.check(address).is_ok()
    }

    /// Posts a form. Only 400 is a refusal for good: it says that the form is wrong. Everything else may pass. The body of
    /// the response is not read.
    pub async fn post_form(&self, address: &str, fields: &[(&str, &str)]) -> Result<(), NotTaken> {
        let url = self.rules.check(address).map_err(|not_allowed| NotTaken::ForGood(not_allowed.to_string()))?;
        let answer = self.client.post(url).form(fields).send().await;
        let answer = answer
            .map_err(|error| NotTaken::NotThisOneNow(format!("{:#}", anyhow::Error::from(error.without_url()))))?;
        let said = format!("the application answered {}", answer.status().as_u16());
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::BAD_REQUEST => Err(NotTaken::ForGood(said)),
            _ => Err(NotTaken::NotThisOneNow(said)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn rules(networks: &[&str], hosts: &[&str], allows_loopback: bool) -> OutboundRules {
        OutboundRules {
            networks: networks.iter().map(|network| network.parse().unwrap()).collect(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            allows_loopback,
        }
    }

    #[rstest]
    fn no_address_leads_inside(
        #[values(
            "http://app.example/",
            "https://localhost/",
            "https://portico.localhost./",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0.0.0.0/",
            "https://10.1.2.3/",
            "https://172.31.0.1/",
            "https://192.168.0.1/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://192.0.0.192/",
            "https://198.18.0.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "https://[2001::1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[fd00:ec2::254]/",
            "ftp://app.example/",
            "data:,x",
            "app.example"
        )]
        address: &str,
    ) {
        assert_eq!(OutboundRules::default().check(address), Err(NotAllowed), "{address}");
    }

    #[rstest]
    #[case("https://app.example/logout", OutboundRules::default())]
    #[case("https://8.8.8.8/", OutboundRules::default())]
    #[case("https://172.32.0.1/", OutboundRules::default())]
    #[case("https://[2606:4700::1111]/", OutboundRules::default())]
    #[case("https://10.1.2.3/", rules(&["10.1.0.0/16"], &[], false))]
    #[case("http://10.1.2.3:8080/", rules(&["10.1.0.0/16"], &[], false))]
    #[case("http://wiki:8080/logout", rules(&[], &["wiki"], false))]
    #[case("http://127.0.0.1:3001/logout", rules(&[], &[], true))]
    #[case("http://localhost:3001/logout", rules(&[], &[], true))]
    #[case("http://[::1]:3001/logout", rules(&[], &[], true))]
    fn what_is_public_or_named_is_reached(#[case] address: &str, #[case] rules: OutboundRules) {
        assert!(rules.check(address).is_ok(), "{address}");
    }

    #[test]
    fn the_addresses_of_a_name_are_checked_one_by_one() {
        let rules = rules(&["10.1.0.0/16"], &["wiki"], false);
        for (host, ip, may) in [
            ("app.example", "8.8.8.8", true),
            ("app.example", "10.1.2.3", true),
            ("app.example", "10.2.0.1", false),
            ("app.example", "127.0.0.1", false),
            ("app.example", "::ffff:169.254.169.254", false),
            ("wiki", "192.168.0.2", true),
            ("wiki.example", "192.168.0.2", false),
        ] {
            assert_eq!(rules.may_reach(host, ip.parse().unwrap()), may, "{host} {ip}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        let resolver = GuardedResolver(Arc::default());
        let Err(error) = resolver.resolve("localhost".parse().unwrap()).await else { panic!("it was resolved") };
        assert!(error.is::<NotAllowed>(), "{error}");
    }
}
