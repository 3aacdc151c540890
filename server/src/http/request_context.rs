//! Builds the request context from the headers and cookies of a request.

use super::HttpState;
use app::{
    language::Language,
    server::{
        cookies::{self, Jar},
        locale::{negotiated, tag_of},
    },
};
use axum::extract::ConnectInfo;
use http::{HeaderMap, header, request::Parts};
use service::RequestContext;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const LONGEST_USER_AGENT: usize = 255;

pub fn request_context(front: &HttpState, parts: &Parts) -> RequestContext {
    let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let socket = socket.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let jar = front.cookies.read(&parts.headers);
    RequestContext {
        app: front.app.clone(),
        client: front.client_addresses.find(socket, &parts.headers),
        user_agent: user_agent(&parts.headers),
        language: tag_of(of_browser(&parts.headers, &jar)),
        browser: cookies::read_token(&jar, cookies::BROWSER),
        device: cookies::read_token(&jar, cookies::DEVICE),
        session: cookies::read_token(&jar, cookies::SESSION),
        choice: cookies::read_token(&jar, cookies::CHOICE),
        step: cookies::read_token(&jar, cookies::STEP),
        organisation: cookies::read_organisation(&jar),
    }
}

/// The language chosen in this browser, else the one it asks for, else English.
pub fn of_browser(headers: &HeaderMap, jar: &Jar) -> Language {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok();
    cookies::read_language(jar).or_else(|| negotiated(accepted()?)).unwrap_or(Language::ENGLISH)
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(LONGEST_USER_AGENT).collect()
}
