//! What Portico may connect to, besides public addresses, when an admin has set the address.

use super::raw::RawSettings;
use anyhow::ensure;
use ipnet::IpNet;
use service::delivery::OutboundRules;
use std::net::IpAddr;

impl RawSettings {
    /// Parses `PORTICO_OUTBOUND_ALLOW`, a list of networks, addresses and host names separated by commas.
    pub fn outbound(&self) -> anyhow::Result<OutboundRules> {
        let mut rules = OutboundRules { allows_loopback: self.public_url()?.is_loopback(), ..OutboundRules::default() };
        let allowed = self.outbound_allow.as_deref().unwrap_or_default();
        for part in allowed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let address = || part.parse::<IpAddr>().ok().map(|address| IpNet::from(address.to_canonical()));
            match part.parse().ok().or_else(address) {
                Some(network) => rules.networks.push(network),
                None => {
                    ensure!(
                        is_host(part),
                        "PORTICO_OUTBOUND_ALLOW: {part:?} is neither a network like 10.0.0.0/8 nor an address nor the \
                         name of a host"
                    );
                    rules.hosts.push(part.to_ascii_lowercase());
                }
            }
        }
        Ok(rules)
    }
}

/// Whether a text may be the name of a host. One without a letter is an address that was written wrongly.
fn is_host(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().all(is_letter) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(public_url: &str, allowed: &str) -> anyhow::Result<OutboundRules> {
        let (public_url, outbound_allow) = (Some(public_url.to_owned()), Some(allowed.to_owned()));
        RawSettings { public_url, outbound_allow, ..RawSettings::default() }.outbound()
    }

    #[test]
    fn networks_addresses_and_hosts_are_named() {
        let rules = read("https://sign-in.example", " 10.0.0.0/8,fd00::1, Wiki.internal ,,wiki").unwrap();
        let networks = ["10.0.0.0/8", "fd00::1/128"].map(|network| network.parse().unwrap());
        assert_eq!((rules.networks.as_slice(), rules.allows_loopback), (networks.as_slice(), false));
        assert_eq!(rules.hosts, ["wiki.internal", "wiki"]);
        assert!(read("http://localhost:3000", "").unwrap().allows_loopback);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for wrong in ["10.0.0.0/99", "10.0.0", "https://wiki", "wiki:8080", "*.internal"] {
            let error = format!("{:#}", read("https://sign-in.example", wrong).unwrap_err());
            assert!(error.contains("PORTICO_OUTBOUND_ALLOW") && error.contains(wrong), "{error}");
        }
    }
}
