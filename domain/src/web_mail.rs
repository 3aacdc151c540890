//! The web mail of an email address, by its domain: where its owner reads a code that was just sent. Only providers whose
//! addresses all share one web mail are listed.

use crate::EmailAddress;
use serde::{Deserialize, Serialize};

/// The web mail of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebMail {
    /// The name, such as `Gmail`.
    pub name: String,
    /// The https address of the inbox.
    pub address: String,
}

/// Name, address and domains of a provider.
type Provider = (&'static str, &'static str, &'static [&'static str]);

const PROVIDERS: [Provider; 10] = [
    ("Gmail", "https://mail.google.com/", &["gmail.com", "googlemail.com"]),
    (
        "Outlook",
        "https://outlook.live.com/mail/",
        &[
            "outlook.com",
            "outlook.de",
            "outlook.fr",
            "hotmail.com",
            "hotmail.co.uk",
            "hotmail.de",
            "hotmail.fr",
            "live.com",
            "msn.com",
        ],
    ),
    (
        "Yahoo Mail",
        "https://mail.yahoo.com/",
        &[
            "yahoo.com",
            "yahoo.ca",
            "yahoo.co.uk",
            "yahoo.com.au",
            "yahoo.de",
            "yahoo.fr",
            "ymail.com",
            "rocketmail.com",
        ],
    ),
    ("iCloud Mail", "https://www.icloud.com/mail/", &["icloud.com", "me.com", "mac.com"]),
    ("Proton Mail", "https://mail.proton.me/", &["proton.me", "protonmail.com", "pm.me"]),
    ("AOL Mail", "https://mail.aol.com/", &["aol.com"]),
    ("Fastmail", "https://app.fastmail.com/", &["fastmail.com", "fastmail.fm"]),
    ("GMX", "https://www.gmx.net/", &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"]),
    ("WEB.DE", "https://web.de/", &["web.de"]),
    ("Zoho Mail", "https://mail.zoho.com/", &["zohomail.com"]),
];

impl WebMail {
    /// The web mail of an address. `None`: its domain is not exactly that of a listed provider.
    pub fn of(address: &EmailAddress) -> Option<Self> {
        let (_, domain) = address.as_str().split_once('@')?;
        let (name, address, _) = PROVIDERS.iter().find(|(_, _, domains)| domains.contains(&domain))?;
        Some(WebMail { name: (*name).to_owned(), address: (*address).to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("jo@gmail.com", Some("Gmail"))]
    #[case("Jo@GoogleMail.com", Some("Gmail"))]
    #[case("jo@hotmail.co.uk", Some("Outlook"))]
    #[case("jo@yahoo.de", Some("Yahoo Mail"))]
    #[case("jo@me.com", Some("iCloud Mail"))]
    #[case("jo@pm.me", Some("Proton Mail"))]
    #[case("jo@mail.gmail.com", None)]
    #[case("jo@notgmail.com", None)]
    #[case("jo@gmail.com.example", None)]
    #[case("gmail.com@example.com", None)]
    fn only_the_exact_domain_has_a_web_mail(#[case] address: &str, #[case] name: Option<&str>) {
        let found = WebMail::of(&address.parse().unwrap());
        assert_eq!(found.map(|found| found.name).as_deref(), name);
    }

    #[test]
    fn every_address_is_https_and_every_domain_is_listed_once() {
        let mut seen = Vec::new();
        for (name, address, domains) in PROVIDERS {
            assert!(address.starts_with("https://") && address.ends_with('/'), "{name}: {address}");
            for &domain in domains {
                assert!(!seen.contains(&domain), "{domain} twice");
                assert_eq!(domain.to_ascii_lowercase(), domain);
                seen.push(domain);
            }
        }
    }
}
