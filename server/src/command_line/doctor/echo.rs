//! The application that the doctor puts behind the proxy: it reports every request that arrives.

use axum::Router;
use axum::extract::{Request, State};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// More than the proxies let through: a request that a proxy has passed on must not be refused here.
const MOST_HEADERS: usize = 1000;
const LARGEST_HEAD: usize = 1 << 20;

/// A request that reached the application.
#[derive(Debug)]
pub struct Arrived {
    /// Path and query as they were sent.
    pub target: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
}

impl Arrived {
    /// The first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Answers what the listener accepts for as long as the program runs. The receiver gets each request.
pub fn start(listener: TcpListener) -> UnboundedReceiver<Arrived> {
    let (arrivals, receiver) = unbounded_channel();
    tokio::spawn(accept(listener, arrivals));
    receiver
}

async fn accept(listener: TcpListener, arrivals: UnboundedSender<Arrived>) {
    let router: Router = Router::new().fallback(report).with_state(arrivals);
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().max_headers(MOST_HEADERS).max_buf_size(LARGEST_HEAD);
    while let Ok((stream, _)) = listener.accept().await {
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::spawn(async move {
            // The proxy may hang up when it likes.
            let _ = connection.await;
        });
    }
}

async fn report(State(arrivals): State<UnboundedSender<Arrived>>, request: Request) -> &'static str {
    let target = request.uri().path_and_query().map_or("*", |target| target.as_str()).to_owned();
    let value = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = request.headers().iter().map(|(name, sent)| (name.as_str().to_owned(), value(sent))).collect();
    // An error means that the doctor is done and has dropped the receiver.
    let _ = arrivals.send(Arrived { target, headers });
    "The doctor has what it needs. You can close this page.\n"
}
