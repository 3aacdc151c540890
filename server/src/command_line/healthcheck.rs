//! `portico healthcheck`: asks the server at `PORTICO_SITE_ADDR` whether it is ready, for containers without a shell.

use crate::settings::{RawSettings, SiteAddress};
use anyhow::{Context as _, bail};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// For each of connecting, asking and the answer. The server answers within 2 seconds.
const PATIENCE: Duration = Duration::from_secs(3);
const REQUEST: &str = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
/// Bytes of the answer that are read.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// Fails unless the server is ready. The error says why it is not.
pub fn run(raw: &RawSettings) -> anyhow::Result<()> {
    let address = raw.site_addr()?;
    let silent = || format!("PORTICO_SITE_ADDR: no server answers at {address}");
    let answer = match &address {
        SiteAddress::Tcp(address) => {
            let stream = TcpStream::connect_timeout(&local(*address), PATIENCE).with_context(silent)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            ask(stream)
        }
        SiteAddress::Unix(path) => {
            let stream = UnixStream::connect(path).with_context(silent)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            ask(stream)
        }
    };
    judge(&answer.with_context(silent)?)
}

/// Where this machine reaches a server that listens at `address`, which may mean all addresses.
fn local(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn ask(mut stream: impl Read + Write) -> std::io::Result<String> {
    stream.write_all(REQUEST.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn judge(answer: &str) -> anyhow::Result<()> {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    match head.split(' ').nth(1) {
        Some("200") => Ok(()),
        Some("503") => bail!("the server is not ready: {}", body.trim()),
        _ => bail!("what listens at PORTICO_SITE_ADDR is not Portico"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("HTTP/1.1 200 OK\r\n\r\nready\n", None)]
    #[case("HTTP/1.1 503 Service Unavailable\r\na: b\r\n\r\nmigrations are missing\n", Some("migrations are missing"))]
    #[case("HTTP/1.1 404 Not Found\r\n\r\n", Some("not Portico"))]
    #[case("220 mail.example ESMTP", Some("not Portico"))]
    #[case("", Some("not Portico"))]
    fn only_a_server_that_is_ready_is_healthy(#[case] answer: &str, #[case] told: Option<&str>) {
        match told {
            None => judge(answer).unwrap(),
            Some(told) => assert!(judge(answer).unwrap_err().to_string().contains(told)),
        }
    }

    #[rstest]
    #[case("0.0.0.0:3000", "127.0.0.1:3000")]
    #[case("[::]:3000", "[::1]:3000")]
    #[case("10.0.0.7:3000", "10.0.0.7:3000")]
    fn all_addresses_are_reached_on_this_machine(#[case] listens: &str, #[case] asked: &str) {
        assert_eq!(local(listens.parse().unwrap()).to_string(), asked);
    }
}
