//! The address on which Portico listens: of a network, or a Unix socket.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The address on which Portico listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteAddress {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// The text is neither an address with a port nor the path of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an address with a port nor a socket")]
pub struct NoAddress;

impl FromStr for SiteAddress {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        match text.strip_prefix("unix:") {
            // `unix:///run/portico.sock` is the same path.
            Some(path) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                let is_path = Path::new(path).file_name().is_some() && !path.ends_with('/');
                is_path.then(|| SiteAddress::Unix(PathBuf::from(path))).ok_or(NoAddress)
            }
            None => text.parse().map(SiteAddress::Tcp).map_err(|_| NoAddress),
        }
    }
}

impl fmt::Display for SiteAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SiteAddress::Tcp(address) => address.fmt(formatter),
            SiteAddress::Unix(path) => write!(formatter, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("127.0.0.1:3000", Some("127.0.0.1:3000"))]
    #[case("[::]:3000", Some("[::]:3000"))]
    #[case("unix:/run/portico.sock", Some("unix:/run/portico.sock"))]
    #[case("unix:///run/portico.sock", Some("unix:/run/portico.sock"))]
    #[case("unix:portico.sock", Some("unix:portico.sock"))]
    #[case("unix:", None)]
    #[case("unix:/run/", None)]
    #[case("3000", None)]
    #[case(":3000", None)]
    #[case("127.0.0.1", None)]
    #[case("127.0.0.1:99999", None)]
    #[case("localhost:3000", None)]
    #[case("http://127.0.0.1:3000", None)]
    #[case("/run/portico.sock", None)]
    fn an_address_is_of_a_network_or_a_socket(#[case] text: &str, #[case] read: Option<&str>) {
        assert_eq!(text.parse::<SiteAddress>().ok().map(|address| address.to_string()).as_deref(), read);
    }
}
