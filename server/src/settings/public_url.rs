//! The URL at which users reach the server. Errors never show it, because it may contain a password.

use anyhow::{Context as _, bail, ensure};
use domain::application::ProtectedOrigin;
use http::Uri;
use service::delivery::is_loopback;
use std::num::NonZero;
use std::str::FromStr;

/// The URL at which users reach the server: scheme and authority, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// `https://sign-in.example`, as browsers send it in `Origin`.
    pub origin: String,
    /// `sign-in.example`, with the port unless it is the default port of the scheme.
    pub host: String,
    /// If not, the host is a loopback address: plain http is accepted nowhere else.
    pub is_https: bool,
}

impl FromStr for PublicUrl {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let url: Uri = text.parse().context("it is not a URL")?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (url.scheme_str(), url.authority()) else {
            bail!("it does not start with http:// or https://");
        };
        ensure!(url.path() == "/" && url.query().is_none(), "it has a path; only scheme, host and port belong there");
        ensure!(
            !authority.as_str().contains('@'),
            "it has a user or a password; only scheme, host and port belong there"
        );
        let host = authority.host().to_lowercase();
        let port = authority.as_str().get(host.len()..).unwrap_or_default().strip_prefix(':');
        let port: Option<NonZero<u16>> =
            port.map(str::parse).transpose().context("its port is not a number from 1 to 65535")?;
        let port = port.map(NonZero::get);
        let is_https = scheme == "https";
        ensure!(
            is_https || is_loopback(&host),
            "it starts with http://, which is for this machine only: cookies and passwords would travel in plain text. \
             Use https:// and let a reverse proxy end TLS"
        );
        let own_port = if is_https { 443 } else { 80 };
        let host = match port {
            Some(port) if port != own_port => format!("{host}:{port}"),
            _ => host,
        };
        Ok(PublicUrl { origin: format!("{scheme}://{host}"), host, is_https })
    }
}

impl PublicUrl {
    /// Whether only this machine itself reaches the server.
    pub fn is_loopback(&self) -> bool {
        self.origin.parse::<Uri>().is_ok_and(|url| url.host().is_some_and(is_loopback))
    }

    /// The origin in the form in which those of applications are stored, to be compared with them.
    pub fn own_origin(&self) -> ProtectedOrigin {
        // A host that no application can have, such as one with an underscore, is equal to none of theirs.
        ProtectedOrigin::parse(&self.origin, true).unwrap_or_else(|_| ProtectedOrigin::from_store(self.origin.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://Sign-In.example:443", "https://sign-in.example", "sign-in.example", true)]
    #[case("https://sign-in.example:8443/", "https://sign-in.example:8443", "sign-in.example:8443", true)]
    #[case("http://localhost:3000", "http://localhost:3000", "localhost:3000", false)]
    #[case("http://localhost:80", "http://localhost", "localhost", false)]
    #[case("http://127.0.0.1:3000", "http://127.0.0.1:3000", "127.0.0.1:3000", false)]
    #[case("http://[::1]:3000", "http://[::1]:3000", "[::1]:3000", false)]
    fn it_is_compared_as_browsers_write_it(
        #[case] written: &str,
        #[case] origin: &str,
        #[case] host: &str,
        #[case] is_https: bool,
    ) {
        let url: PublicUrl = written.parse().unwrap();
        assert_eq!((url.origin.as_str(), url.host.as_str(), url.is_https), (origin, host, is_https));
        assert_eq!(url.is_loopback(), !is_https);
    }

    #[rstest]
    #[case("http://sign-in.example", "http://")]
    #[case("http://192.168.1.5:3000", "http://")]
    #[case("http://0.0.0.0:3000", "http://")]
    #[case("http://localhost.example", "http://")]
    #[case("ftp://sign-in.example", "does not start")]
    #[case("sign-in.example", "does not start")]
    #[case("https://sign-in.example/path", "path")]
    #[case("https://sign-in.example?query", "path")]
    #[case("https://u:hunter2@sign-in.example", "user")]
    #[case("https://sign-in.example:99999", "port")]
    #[case("https://sign-in.example:0", "port")]
    #[case("https://sign-in.example:0x", "")]
    #[case("https://u:hunter2@ sign-in.example", "")]
    #[case("", "")]
    fn what_would_not_work_is_refused_and_not_shown(#[case] written: &str, #[case] why: &str) {
        let error = format!("{:#}", written.parse::<PublicUrl>().unwrap_err());
        assert!(error.contains(why) && !error.contains("hunter2") && !error.contains("sign-in.example"), "{error}");
    }
}
