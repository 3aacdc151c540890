//! The application behind the proxies: it keeps every request that arrives.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

#[derive(Debug)]
pub struct Arrived {
    pub method: String,
    pub target: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Arrived {
    /// The values of all headers with this name.
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }
}

type Arrivals = Arc<Mutex<Vec<Arrived>>>;

pub struct Application {
    pub address: SocketAddr,
    arrivals: Arrivals,
}

impl Application {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let arrivals = Arrivals::default();
        let router: Router = Router::new().fallback(keep).with_state(arrivals.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Application { address, arrivals }
    }

    /// All requests that arrived since the last call, the oldest first.
    pub fn take(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.arrivals.lock().unwrap())
    }
}

async fn keep(State(arrivals): State<Arrivals>, request: Request<Body>) -> &'static str {
    let (head, body) = request.into_parts();
    let value = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let arrived = Arrived {
        method: head.method.to_string(),
        target: head.uri.to_string(),
        headers: head.headers.iter().map(|(name, sent)| (name.to_string(), value(sent))).collect(),
        body: String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap(),
    };
    arrivals.lock().unwrap().push(arrived);
    "hello\n"
}
