//! The listening socket that systemd passes (`LISTEN_FDS`), so that no connection is refused while Portico restarts.

use anyhow::{Context as _, bail};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;

/// A socket that already listens.
#[derive(Debug)]
pub enum PassedSocket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// The socket that systemd passes; `None` if it passes none. To be called once: the socket has one owner.
pub fn passed_socket() -> anyhow::Result<Option<PassedSocket>> {
    let passed = sd_listen_fds::get().context("LISTEN_FDS and LISTEN_PID, which systemd sets, cannot be read")?;
    let many = passed.len();
    let mut passed = passed.into_iter();
    let Some((_, first)) = passed.next() else { return Ok(None) };
    if many > 1 {
        bail!("systemd passes {many} sockets, and Portico needs one. Keep one line ListenStream= in its socket unit");
    }
    // The address tells what it is: only one of the two kinds can read it.
    let tcp = TcpListener::from(first.into_std());
    if tcp.local_addr().is_ok() {
        return Ok(Some(PassedSocket::Tcp(tcp)));
    }
    let unix = UnixListener::from(OwnedFd::from(tcp));
    unix.local_addr().context("the socket that systemd passes is neither of TCP nor a Unix socket")?;
    Ok(Some(PassedSocket::Unix(unix)))
}
