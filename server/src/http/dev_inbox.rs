//! The inbox of a demo. Its routes exist only with `--demo`.

use super::security_headers::page_policy;
use crate::http::prelude::*;
use crate::jobs::{Stopping, stopped};
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::Html;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use minijinja::{Value, context, value::Serde};
use serde::Deserialize;
use service::delivery::{DemoInbox, KeptMessage, Templates};
use std::convert::Infallible;
use tokio_stream::{Stream, StreamExt as _, wrappers::BroadcastStream};

/// What the inbox page needs besides the shared HTTP state.
#[derive(Clone)]
pub struct Inbox {
    pub kept: Arc<DemoInbox>,
    pub templates: Arc<Templates>,
    pub stopping: Stopping,
}

/// How many messages the page lists.
const A_PAGE: usize = 50;

#[derive(Deserialize)]
struct InboxQuery {
    message: Option<String>,
    /// Lists the messages that are older than this one.
    before: Option<String>,
}

pub fn routes(inbox: Inbox) -> Router<Arc<HttpState>> {
    Router::new()
        .route("/dev/inbox", get(page))
        .route("/dev/inbox.json", get(json))
        .route("/dev/inbox.css", get(style))
        .route("/dev/inbox/events", get(events))
        .route("/dev/inbox/{file}", get(body))
        .layer(Extension(inbox))
}

async fn page(
    State(state): State<Arc<HttpState>>,
    Extension(inbox): Extension<Inbox>,
    Query(query): Query<InboxQuery>,
) -> Result<Response, Response> {
    let render = || -> anyhow::Result<(String, String)> {
        let nonce = state.fresh_nonce()?;
        let messages = inbox.kept.messages();
        let row = |message: &Arc<KeptMessage>| {
            let message = message.as_ref();
            let fields = Value::from(Serde(message));
            context! { time => message.at.get(11..19).unwrap_or_default(), ..fields }
        };
        let position = |id: &String| messages.iter().position(|message| message.id == *id);
        let before = query.before.filter(|id| position(id).is_some());
        let start = before.as_ref().and_then(position).map_or(0, |at| at + 1);
        let listed: Vec<_> = messages.iter().skip(start).take(A_PAGE).collect();
        let older = listed.last().filter(|_| start + listed.len() < messages.len()).map(|last| last.id.clone());
        let selected = query.message.as_ref().and_then(|id| messages.iter().find(|message| message.id == *id));
        let values = context! {
            nonce => nonce.as_str(),
            stylesheet => state.site.site_files().style,
            inbox_stylesheet => "/dev/inbox.css",
            messages => listed.into_iter().map(row).collect::<Vec<_>>(),
            before => before,
            older => older,
            selected => selected.map(row),
        };
        let html = inbox.templates.render("dev_inbox.html", values)?;
        Ok((html, nonce))
    };
    let (html, nonce) = render().map_err(|error| state.broken(&error))?;
    let mut response = Html(html).into_response();
    if let Some(policy) = page_policy(&nonce, "; frame-src 'self'", None) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

async fn json(Extension(inbox): Extension<Inbox>) -> Json<Vec<KeptMessage>> {
    Json(inbox.kept.messages().iter().map(|message| message.as_ref().clone()).collect())
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../../style/dev_inbox.css")).into_response()
}

/// The HTML part of a message, for the iframe of the inbox page: no script can run and nothing is loaded from
/// elsewhere. Links open in a new tab.
async fn body(Extension(inbox): Extension<Inbox>, Path(file): Path<String>) -> Response {
    let id = file.strip_suffix(".html").unwrap_or_default();
    let Some(message) = inbox.kept.messages().into_iter().find(|message| message.id == id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = Html(message.html.clone()).into_response();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; \
                  sandbox allow-popups allow-popups-to-escape-sandbox";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    response
}

/// Streams each message as it arrives, until the server shuts down.
async fn events(Extension(inbox): Extension<Inbox>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let arrivals = BroadcastStream::new(inbox.kept.arrivals());
    let events = arrivals.filter_map(|message| Event::default().json_data(message.ok()?.as_ref()).ok()).map(Ok);
    Sse::new(futures_util::StreamExt::take_until(events, stopped(inbox.stopping))).keep_alive(KeepAlive::default())
}
