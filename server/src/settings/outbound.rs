//! What Portico may connect to, besides public addresses, when an admin has set the address.

use super::problems::Problems;
use super::raw::{RawSettings, quoted};
use super::table::OUTBOUND_ALLOW;
use ipnet::IpNet;
use service::delivery::OutboundRules;
use std::net::IpAddr;

impl RawSettings {
    /// Parses `PORTICO_OUTBOUND_ALLOW`, a list of networks, addresses and host names separated by commas.
    pub fn outbound(&self) -> anyhow::Result<OutboundRules> {
        let mut problems = Problems::default();
        let allows_loopback = problems.note(self.public_url()).is_some_and(|url| url.is_loopback());
        let mut rules = OutboundRules { allows_loopback, ..OutboundRules::default() };
        let allowed = self.value(&OUTBOUND_ALLOW).unwrap_or_default();
        for part in allowed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let address = || part.parse::<IpAddr>().ok().map(|address| IpNet::from(address.to_canonical()));
            match part.parse().ok().or_else(address) {
                Some(network) => rules.networks.push(network),
                None if is_host(part) => rules.hosts.push(part.to_ascii_lowercase()),
                None => problems.add(format!(
                    "{}: {} is neither a network like 10.0.0.0/8 nor an address nor the name of a host",
                    self.label(&OUTBOUND_ALLOW),
                    quoted(&OUTBOUND_ALLOW, part)
                )),
            }
        }
        problems.end()?;
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
    use crate::settings::raw::Source;
    use crate::settings::table::PUBLIC_URL;

    fn read(public_url: &str, allowed: &str) -> anyhow::Result<OutboundRules> {
        let mut raw = RawSettings::default();
        for (setting, text) in [(&PUBLIC_URL, public_url), (&OUTBOUND_ALLOW, allowed)] {
            raw.set(setting, text, Source::Environment(setting.variable()));
        }
        raw.outbound()
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
