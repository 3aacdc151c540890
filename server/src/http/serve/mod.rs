//! Accepts connections, closes the slow ones, and lets the others finish at shutdown.

mod admission;
mod heads;
mod listener;
pub mod open_files;
mod paced_stream;

pub use admission::Limits;
pub use listener::{Listener, listen};
pub use paced_stream::Pace;

use super::seldom::Seldom;
use crate::jobs::{Stopping, stopped};
use admission::{Admission, ClientPermit, TotalPermit};
use axum::Router;
use axum::extract::Request;
use axum::extract::connect_info::ConnectInfo;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use listener::Stream;
use paced_stream::PacedStream;
use std::{io, net::SocketAddr, time::Duration};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tower::ServiceExt as _;

/// Bytes that a connection may buffer of its requests, and of a response that the client has not read. A pipelined
/// request is processed when the previous response was sent.
const LARGEST_BUFFER: usize = 64 * 1024;
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// How long a shutdown waits for requests in progress.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(20);

/// Serves until told to stop, then finishes the requests in progress.
pub async fn serve(listener: impl Into<Listener>, router: Router, limits: Limits, stopping: Stopping) {
    let listener = listener.into();
    // HTTP/1.1 only: the proxy that ends TLS speaks it, and a client must not keep the server waiting to find out the
    // version.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    let pace = limits.pace;
    builder.http1().timer(TokioTimer::new()).header_read_timeout(pace.to_ask).max_buf_size(LARGEST_BUFFER);
    let router = router.layer(from_fn(demand_one_host));
    let server = Server { builder, router, pace, graceful: GracefulShutdown::new() };
    let mut acceptor = Acceptor { listener, admission: Admission::of(limits), warnings: Seldom::default() };
    while let Some(AcceptedConnection { stream, peer, total, client }) = acceptor.next(&stopping).await {
        match stream {
            Stream::Tcp(stream) => server.start(stream, peer, (total, client)),
            Stream::Unix(stream) => server.start(stream, peer, (total, client)),
        }
    }
    drop(acceptor);
    let graceful = server.graceful;
    if timeout(SHUTDOWN_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// What serves the accepted connections.
struct Server {
    builder: Builder<TokioExecutor>,
    router: Router,
    pace: Pace,
    graceful: GracefulShutdown,
}

impl Server {
    /// Serves a connection in a task that keeps its permits.
    fn start<S>(&self, stream: S, peer: SocketAddr, permits: (TotalPermit, ClientPermit))
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = self.router.clone().map_request(move |mut request: http::Request<_>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let stream = TokioIo::new(PacedStream::new(stream, self.pace));
        let connection = self.builder.serve_connection(stream, TowerToHyperService::new(service));
        let connection = self.graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            // A broken connection is a matter of the network and not logged.
            let _ = connection.await;
            drop(permits);
        });
    }
}

/// Accepts connections within the limits.
struct Acceptor {
    listener: Listener,
    admission: Admission,
    warnings: Seldom,
}

/// An accepted connection with its permits.
struct AcceptedConnection {
    stream: Stream,
    peer: SocketAddr,
    total: TotalPermit,
    client: ClientPermit,
}

impl Acceptor {
    /// The next connection; `None` at shutdown.
    async fn next(&mut self, stopping: &Stopping) -> Option<AcceptedConnection> {
        loop {
            let total = match self.admission.total_permit_now() {
                Some(total) => total,
                None => self.wait_for_total_permit(stopping).await?,
            };
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stopped(stopping.clone()) => return None,
            };
            match accepted {
                Ok((stream, peer)) => match self.admission.permit_for(peer.ip()) {
                    Some(client) => return Some(AcceptedConnection { stream, peer, total, client }),
                    None => metrics::counter!("portico_connections_refused_total").increment(1),
                },
                Err(error) => self.pause_after(&error, stopping).await,
            }
        }
    }

    async fn wait_for_total_permit(&self, stopping: &Stopping) -> Option<TotalPermit> {
        metrics::counter!("portico_connections_full_total").increment(1);
        if self.warnings.may_now() {
            tracing::warn!(
                "there are as many connections as PORTICO_MAX_CONNECTIONS allows; others wait until one ends"
            );
        }
        tokio::select! {
            total = self.admission.total_permit() => total,
            () = stopped(stopping.clone()) => None,
        }
    }

    async fn pause_after(&self, error: &io::Error, stopping: &Stopping) {
        // Most likely the process is out of file descriptors; some may be free again soon.
        tracing::warn!(%error, "a connection was not accepted");
        let _ = timeout(ACCEPT_PAUSE, stopped(stopping.clone())).await;
    }
}

/// Refuses more than one `Host`: a proxy in front could use one and this server the other (RFC 9112 §3.2).
async fn demand_one_host(request: Request, next: Next) -> Response {
    if request.headers().get_all(header::HOST).iter().count() > 1 {
        return (StatusCode::BAD_REQUEST, [(header::CONNECTION, "close")], "There is more than one Host.\n")
            .into_response();
    }
    next.run(request).await
}
