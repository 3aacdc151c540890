//! The socket on which connections arrive: of a network or of this machine (Unix).

use crate::settings::{PassedSocket, SiteAddress};
use anyhow::Context as _;
use rustix::net::sockopt::set_socket_send_buffer_size;
use std::fs::{self, Permissions};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::Path;
use std::{fmt, io};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixListener, UnixStream};

/// Bytes that the system buffers for a client. It reports progress in steps of a third of this buffer, so with a larger
/// one a slow client would look like one that reads nothing.
const SENT_AHEAD: u32 = 64 * 1024;
/// Connections that the system queues until they are accepted.
const WAITING: u32 = 1024;
/// Only the user and the group of the server may connect: whoever connects to a Unix socket is trusted like a proxy.
const MODE: u32 = 0o660;
/// As this peer counts whoever connects to a Unix socket.
const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A socket that listens.
#[derive(Debug)]
pub enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// An accepted connection.
pub(super) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Listener {
    /// The socket that systemd passed, or else a new one on this address.
    pub fn open(passed: Option<PassedSocket>, address: &SiteAddress) -> anyhow::Result<Self> {
        const UNUSABLE: &str = "the socket that systemd passes cannot be used";
        match (passed, address) {
            (Some(PassedSocket::Tcp(listener)), _) => {
                let prepared = listener.set_nonblocking(true).and_then(|()| {
                    set_socket_send_buffer_size(&listener, SENT_AHEAD as usize)?;
                    TcpListener::from_std(listener)
                });
                prepared.map(Listener::Tcp).context(UNUSABLE)
            }
            (Some(PassedSocket::Unix(listener)), _) => {
                let prepared = listener.set_nonblocking(true).and_then(|()| UnixListener::from_std(listener));
                prepared.map(Listener::Unix).context(UNUSABLE)
            }
            (None, SiteAddress::Tcp(address)) => listen(*address, "PORTICO_SITE_ADDR").map(Listener::Tcp),
            (None, SiteAddress::Unix(path)) => {
                let bound = bound_to_file(path).map(Listener::Unix);
                bound.with_context(|| format!("PORTICO_SITE_ADDR: unix:{} cannot be listened on", path.display()))
            }
        }
    }

    pub const fn is_unix(&self) -> bool {
        matches!(self, Listener::Unix(_))
    }

    /// Its address in a network. `None`: it is a Unix socket.
    pub fn network_address(&self) -> io::Result<Option<SocketAddr>> {
        match self {
            Listener::Tcp(listener) => listener.local_addr().map(Some),
            Listener::Unix(_) => Ok(None),
        }
    }

    pub(super) async fn accept(&self) -> io::Result<(Stream, SocketAddr)> {
        match self {
            Listener::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                let _ = stream.set_nodelay(true);
                Ok((Stream::Tcp(stream), peer))
            }
            Listener::Unix(listener) => Ok((Stream::Unix(listener.accept().await?.0), LOCAL)),
        }
    }
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Listener::Tcp(listener)
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Listener::Tcp(listener) => match listener.local_addr() {
                Ok(address) => address.fmt(formatter),
                Err(_) => formatter.write_str("a network"),
            },
            Listener::Unix(listener) => {
                match listener.local_addr().ok().as_ref().and_then(|address| address.as_pathname()) {
                    Some(path) => write!(formatter, "unix:{}", path.display()),
                    None => formatter.write_str("a Unix socket"),
                }
            }
        }
    }
}

/// Listens on an address of a network. `variable` is the setting that an error names.
pub fn listen(address: SocketAddr, variable: &str) -> anyhow::Result<TcpListener> {
    bound(address).with_context(|| format!("{variable}: {address} cannot be listened on"))
}

fn bound(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SENT_AHEAD)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Replaces a socket on which nobody listens any more, as a server leaves behind that was killed.
fn bound_to_file(path: &Path) -> io::Result<UnixListener> {
    let is_socket = fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket());
    if is_socket && StdUnixStream::connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
        fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, Permissions::from_mode(MODE))?;
    Ok(listener)
}
