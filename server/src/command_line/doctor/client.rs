//! Sends requests byte by byte. The libraries for HTTP correct or refuse just what the doctor wants to try.

use anyhow::{Context as _, bail, ensure};
use http::Uri;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{IpAddr, TcpStream, ToSocketAddrs as _};
use std::{fmt, str::FromStr, sync::Arc, time::Duration};

/// The time limit for each piece of a request or an answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The most bytes that are read of an answer.
const LONGEST_ANSWER: usize = 1 << 20;

/// The origin of an application.
#[derive(Clone, Debug)]
pub struct Target {
    is_https: bool,
    /// Without the brackets of an IPv6 address.
    pub host: String,
    port: u16,
    /// The value of `Host`.
    pub authority: String,
}

impl FromStr for Target {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let url: Uri = text.parse().context("it is not a URL")?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (url.scheme_str(), url.authority()) else {
            bail!("it does not start with http:// or https://");
        };
        let is_origin = url.path() == "/" && url.query().is_none() && !authority.as_str().contains('@');
        ensure!(is_origin, "only scheme, host and port belong there");
        let is_https = scheme == "https";
        let port = authority.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        Ok(Target { is_https, host, port, authority: authority.to_string() })
    }
}

impl Target {
    /// The addresses of the host, as this machine finds them.
    pub async fn addresses(&self) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await?;
        let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
        addresses.dedup();
        Ok(addresses)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", if self.is_https { "https" } else { "http" }, self.authority)
    }
}

/// Connects to one target. Trusts the certificate authorities of this machine.
pub struct Client {
    pub target: Target,
    tls: Arc<ClientConfig>,
}

impl Client {
    pub fn new(target: Target) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Client { target, tls: Arc::new(tls.with_root_certificates(roots).with_no_client_auth()) })
    }

    /// Sends the bytes on a new connection and returns the head of the answer. Blocks.
    pub fn exchange(&self, request: &[u8]) -> io::Result<String> {
        self.converse(request, |answer| answer.windows(4).any(|end| end == b"\r\n\r\n"))
    }

    /// Sends the bytes on a new connection and returns the whole answer, after which the other side has to hang up.
    /// Blocks.
    pub fn ask(&self, request: &[u8]) -> io::Result<String> {
        self.converse(request, |_| false)
    }

    fn converse(&self, request: &[u8], is_enough: impl Fn(&[u8]) -> bool) -> io::Result<String> {
        let Target { is_https, host, port, .. } = &self.target;
        let stream = connect(host, *port)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        if *is_https {
            let name = ServerName::try_from(host.clone()).map_err(io::Error::other)?;
            let connection = ClientConnection::new(self.tls.clone(), name).map_err(io::Error::other)?;
            converse(StreamOwned::new(connection, stream), request, is_enough)
        } else {
            converse(stream, request, is_enough)
        }
    }
}

/// Connects to the first address of a host that answers.
fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, TIMEOUT) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn converse(mut stream: impl Read + Write, request: &[u8], is_enough: impl Fn(&[u8]) -> bool) -> io::Result<String> {
    // A proxy may answer and hang up before it has read all of a request that is too large.
    let sent = stream.write_all(request).and_then(|()| stream.flush());
    let mut answer = Vec::new();
    let mut piece = [0; 8192];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
        if answer.len() > LONGEST_ANSWER || is_enough(&answer) {
            break;
        }
    }
    if answer.is_empty() {
        sent?;
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "there was no answer"));
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://app.example", "app.example", "app.example", 443)]
    #[case("http://127.0.0.1:8080/", "127.0.0.1:8080", "127.0.0.1", 8080)]
    #[case("http://[::1]", "[::1]", "::1", 80)]
    fn a_target_is_an_origin(#[case] text: &str, #[case] authority: &str, #[case] host: &str, #[case] port: u16) {
        let target: Target = text.parse().unwrap();
        assert_eq!((target.authority.as_str(), target.host.as_str(), target.port), (authority, host, port));
        assert_eq!(target.to_string(), text.trim_end_matches('/'));
    }

    #[rstest]
    fn everything_else_is_none(
        #[values("", "app.example", "ftp://app.example", "https://app.example/a", "https://jo@app.example")] text: &str,
    ) {
        assert!(text.parse::<Target>().is_err());
    }
}
