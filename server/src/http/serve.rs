//! Accepts connections, cuts off the slow ones, and lets the others finish when told to stop.

use crate::jobs::{Stopping, stopped};
use anyhow::Context as _;
use axum::{Router, extract::connect_info::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, time::timeout};
use tower::ServiceExt as _;

/// For the head of a request. Bodies are bounded by the router's own patience.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// For what is under way when told to stop.
const LAST_PATIENCE: Duration = Duration::from_secs(20);

pub async fn listen(address: SocketAddr, variable: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{variable}: {address} cannot be listened on"))
}

/// Serves until told to stop; then finishes what is under way.
pub async fn serve(listener: TcpListener, router: Router, stopping: Stopping) {
    // HTTP/1.1 only: what ends TLS in front speaks it, and nobody may keep us guessing which version is coming.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    let graceful = GracefulShutdown::new();
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: some may be free in a moment.
                    tracing::warn!(%error, "a connection was not accepted");
                    let _ = timeout(ACCEPT_PAUSE, stopped(stopping.clone())).await;
                    continue;
                }
            },
            () = stopped(stopping.clone()) => break,
        };
        let _ = stream.set_nodelay(true);
        let service = router.clone().map_request(move |mut request: http::Request<_>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            // Broken connections are the network's business.
            let _ = connection.await;
        });
    }
    drop(listener);
    if timeout(LAST_PATIENCE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}
