//! The sample applications of a demo: a small site on a port of its own that has no accounts. It does itself what a
//! reverse proxy does for the application behind it: it asks Portico's check about each request, over HTTP, and passes
//! every answer but 200 on to the browser. One more application, `openid`, has a sign-in. They exist only with `--demo`.

#[cfg(feature = "openid-sample")]
pub mod openid;
mod pages;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::application::HeaderStyle;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use minijinja::{Value, context};
use pages::{GUARDED, Pages, STYLE, claims};
use service::demo::SAMPLE_APPLICATIONS;
use service::forward_auth::ASSERTION;
use std::net::SocketAddr;
use std::sync::Arc;

/// The check for proxies that say in `X-Forwarded-…` what was asked.
const CHECK: &str = "/forward-auth/caddy";
/// Headers that concern one connection only, or the body, which the check does not get.
const NOT_PASSED_ON: [&str; 10] = [
    "host",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
    "content-length",
    "content-type",
];

struct DemoApplication {
    check: Uri,
    client: Client<HttpConnector, Body>,
    pages: Pages,
}

/// The site. `portico` is the public URL of Portico, `address` the socket address on which it listens.
pub fn router(portico: &str, address: SocketAddr) -> anyhow::Result<Router> {
    let application = DemoApplication {
        check: format!("http://{address}{CHECK}").parse()?,
        client: Client::builder(TokioExecutor::new()).build_http(),
        pages: Pages::load(portico)?,
    };
    Ok(Router::new().route(STYLE, get(style)).fallback(enter).with_state(Arc::new(application)))
}

/// The style sheet, for which no sign-in is needed.
async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("demo_application/style.css")).into_response()
}

/// Shows the page if the check lets the request through, else what the check answers.
async fn enter(
    State(application): State<Arc<DemoApplication>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    match application.answer(head, peer).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::warn!("the sample application of the demo could not ask the check: {error:#}");
            (StatusCode::BAD_GATEWAY, "Portico's check did not answer.\n").into_response()
        }
    }
}

impl DemoApplication {
    async fn answer(&self, head: Parts, peer: SocketAddr) -> anyhow::Result<Response> {
        let asked = head.uri.path_and_query().map_or("/", |asked| asked.as_str()).to_owned();
        let host = head.headers.get(header::HOST).cloned().context("the request has no host")?;
        let mut headers = head.headers;
        for name in NOT_PASSED_ON {
            headers.remove(name);
        }
        // Replaces what the browser may have sent under these names.
        headers.insert("x-forwarded-for", HeaderValue::from_str(&peer.ip().to_string())?);
        headers.insert("x-forwarded-method", HeaderValue::from_str(head.method.as_str())?);
        headers.insert("x-forwarded-proto", HeaderValue::from_static("http"));
        headers.insert("x-forwarded-host", host.clone());
        headers.insert("x-forwarded-uri", HeaderValue::from_str(&asked)?);
        let mut question = http::Request::get(self.check.clone()).body(Body::empty())?;
        *question.headers_mut() = headers;
        let answer = self.client.request(question).await?;
        match answer.status() {
            StatusCode::OK => self.page(host.to_str()?, &asked, answer.headers()),
            _ => Ok(answer.map(Body::new)),
        }
    }

    /// The page for a user who was let in. It shows the headers of the check's answer: a proxy passes them on to the
    /// application.
    fn page(&self, host: &str, asked: &str, told: &HeaderMap) -> anyhow::Result<Response> {
        let names = HeaderStyle::ALL.into_iter().flat_map(HeaderStyle::header_names).chain([ASSERTION]);
        let value = |name: &str| told.get(name).and_then(|value| value.to_str().ok());
        let row = |name: &str| value(name).map(|value| context! { name => name, value => value });
        let headers: Vec<Value> = names.filter_map(row).collect();
        let sample = SAMPLE_APPLICATIONS.into_iter().find(|sample| host.starts_with(sample.host));
        let values = context! {
            name => sample.map(|sample| sample.name).unwrap_or_default(),
            asked => asked,
            headers => headers,
            claims => value(ASSERTION).and_then(claims),
        };
        self.pages.show(GUARDED, values)
    }
}
