//! The trusted proxies, and the header in which they report the address of a client.

use super::problems::Problems;
use super::raw::{RawSettings, quoted};
use super::table::{CLIENT_ADDRESS_HEADER, TRUSTED_PROXIES};
use anyhow::{Context as _, bail};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

/// The proxies in front of the server, and how they report the client of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    pub trusted: Vec<IpNet>,
    pub header: ClientAddressHeader,
}

/// The one header that trusted proxies write. The others are ignored: a proxy may pass them on as the client sent them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientAddressHeader {
    #[default]
    XForwardedFor,
    /// The standard header (RFC 7239).
    Forwarded,
    XRealIp,
}

impl ClientAddressHeader {
    pub const ALL: [Self; 3] = [Self::XForwardedFor, Self::Forwarded, Self::XRealIp];

    pub const fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
            Self::XRealIp => "x-real-ip",
        }
    }
}

impl FromStr for ClientAddressHeader {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match Self::ALL.into_iter().find(|header| header.name().eq_ignore_ascii_case(text)) {
            Some(header) => Ok(header),
            None => bail!("{text:?} is not one of x-forwarded-for, forwarded and x-real-ip"),
        }
    }
}

impl Proxies {
    /// These, and 127.0.0.1, because a client that connects over a Unix socket counts as that address.
    #[must_use]
    pub fn with_unix_socket(mut self) -> Self {
        self.trusted.push(IpNet::from(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        self
    }

    /// Parses `trusted`, a list of networks and single addresses separated by commas, and the name of the header.
    pub fn read(trusted: Option<&str>, header: Option<&str>) -> anyhow::Result<Self> {
        let parts = trusted.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
        let header = header.map(str::parse).transpose().context("PORTICO_CLIENT_ADDRESS_HEADER")?;
        Ok(Proxies { trusted: parts.map(network).collect::<anyhow::Result<_>>()?, header: header.unwrap_or_default() })
    }

    pub fn trust(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

impl RawSettings {
    /// The trusted proxies, and how they report the client of a request.
    pub fn proxies(&self) -> anyhow::Result<Proxies> {
        let mut problems = Problems::default();
        let header = problems.note(self.choice(&CLIENT_ADDRESS_HEADER));
        let trusted = Proxies::read(self.value(&TRUSTED_PROXIES), header);
        let trusted = problems.note(trusted.map_err(|error| self.labelled(&[TRUSTED_PROXIES], error)));
        problems.end()?;
        Ok(trusted.unwrap_or_default())
    }
}

fn network(text: &str) -> anyhow::Result<IpNet> {
    let single = || text.parse::<IpAddr>().ok().map(|address| IpNet::from(address.to_canonical()));
    text.parse().ok().or_else(single).with_context(|| {
        let variable = TRUSTED_PROXIES.variable();
        format!("{variable}: {} is neither an address nor a network like 10.0.0.0/8", quoted(&TRUSTED_PROXIES, text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_named_by_its_address_or_its_network() {
        let proxies = Proxies::read(Some(" 10.0.0.0/8, 192.0.2.1,2001:db8::1 ,"), Some("X-Real-IP")).unwrap();
        assert_eq!(proxies.header, ClientAddressHeader::XRealIp);
        for trusted in ["10.1.2.3", "192.0.2.1", "2001:db8::1"] {
            assert!(proxies.trust(trusted.parse().unwrap()), "{trusted}");
        }
        for other in ["192.0.2.2", "11.0.0.1", "2001:db8::2"] {
            assert!(!proxies.trust(other.parse().unwrap()), "{other}");
        }
        assert_eq!(Proxies::read(None, None).unwrap(), Proxies::default());
        assert!(Proxies::default().with_unix_socket().trust("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (trusted, header, variable) in [
            ("127.0.0.0/99", "forwarded", "PORTICO_TRUSTED_PROXIES"),
            ("proxy.example", "forwarded", "PORTICO_TRUSTED_PROXIES"),
            ("10.0.0.0/8", "x-client-ip", "PORTICO_CLIENT_ADDRESS_HEADER"),
        ] {
            let error = format!("{:#}", Proxies::read(Some(trusted), Some(header)).unwrap_err());
            assert!(error.contains(variable), "{error}");
        }
    }
}
