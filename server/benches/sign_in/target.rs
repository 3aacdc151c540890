//! Where people send their requests: through the router in this process, or over TCP to a running server.

use crate::furnished::{self, Person};
use anyhow::ensure;
use app::server::cookies;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum_extra::extract::cookie::Cookie;
use http::request::Builder;
use http::{HeaderMap, Request, Response, header};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use std::net::{Ipv4Addr, SocketAddr};
use tower::ServiceExt as _;

pub enum Target {
    Router(Router),
    Server(SocketAddr, Box<Client<HttpConnector, Body>>),
}

impl Target {
    pub fn server(address: SocketAddr) -> Self {
        Target::Server(address, Box::new(Client::builder(TokioExecutor::new()).build_http()))
    }

    /// Sends a request as if it came from this address. A running server believes it, because it trusts its proxy.
    pub async fn send(&self, from: Ipv4Addr, request: Builder, body: Body) -> anyhow::Result<Response<Body>> {
        let mut request = request.header(header::USER_AGENT, furnished::USER_AGENT).body(body)?;
        match self {
            Target::Router(router) => {
                request.extensions_mut().insert(ConnectInfo(SocketAddr::new(from.into(), 40_000)));
                Ok(router.clone().oneshot(request).await?)
            }
            Target::Server(address, client) => {
                request.headers_mut().insert("x-forwarded-for", from.to_string().parse()?);
                request.headers_mut().insert(header::HOST, "localhost:3000".parse()?);
                *request.uri_mut() = format!("http://{address}{}", request.uri()).parse()?;
                Ok(client.request(request).await?.map(Body::new))
            }
        }
    }

    /// Calls a server function as the client does, from a browser that knows this person. Returns the body of the
    /// response, and the cookie that binds the following calls to this browser.
    pub async fn call(
        &self,
        person: &Person,
        function: &str,
        fields: &[(&str, &str)],
        cookie: &str,
    ) -> anyhow::Result<(Bytes, String)> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let browser = format!("{}={}", cookies::KNOWN_BROWSER, person.known_browser.expose());
        let request = Request::post(format!("/api/{function}"))
            .header(header::ACCEPT, "application/octet-stream")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, furnished::PUBLIC_URL)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, if cookie.is_empty() { browser } else { format!("{browser}; {cookie}") });
        let response = self.send(person.client, request, Body::from(body)).await?;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 16).await?;
        ensure!(parts.status.is_success(), "{function} answered {} for {}", parts.status, person.email);
        Ok((body, browser_cookie(&parts.headers)))
    }
}

fn browser_cookie(headers: &HeaderMap) -> String {
    let values = headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = values.filter_map(|value| Cookie::parse(value).ok());
    let browser = cookies.find(|cookie| cookie.name() == cookies::BROWSER);
    browser.map(|cookie| format!("{}={}", cookie.name(), cookie.value())).unwrap_or_default()
}
