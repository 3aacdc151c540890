//! Pages, rendered by `app`. The sign-in page is the same for all users, so one rendering is reused for a second; each
//! response gets a fresh nonce.

use super::{
    HttpState, Site,
    broken::numbered,
    gzip::{joined, pack},
    language::{self, in_its_language},
    page_cache::Rendered,
    request_context::request_context,
    same_origin::is_same_origin,
    security_headers::page_policy,
    site::takes,
};
use app::{
    ApiError, Page,
    answer::is_plain_form,
    page::PageData,
    paths::Address,
    server::{WebRequest, cookies, locale::current_locale, parameter},
    shell::shell,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderValue, Method, StatusCode, header, request::Parts};
use leptos::{
    context::{provide_context, use_context},
    nonce::Nonce,
    server_fn::error::ServerFnUrlError,
};
use leptos_axum::ResponseOptions;
use service::failure::BUSY_FOR;
use std::sync::Arc;

/// Bytes of a page. The largest is the import page with the text of a file in it.
const LARGEST_PAGE: usize = 16 << 20;

/// Makes the request available to server functions.
pub fn provide_web_request(front: &Arc<HttpState>) {
    if let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) {
        provide_context(Arc::new(web_request(front, &parts, response)));
    }
}

pub(super) fn web_request(front: &HttpState, parts: &Parts, response: ResponseOptions) -> WebRequest {
    let jar = front.cookies.read(&parts.headers);
    WebRequest {
        cx: request_context(front, parts),
        typed: cookies::read_typed(&jar),
        form: cookies::read_form(&jar),
        remembered: cookies::read_method(&jar),
        is_plain: is_plain_form(&parts.headers),
        cookies: front.cookies,
        sends_cookies: parts.headers.contains_key(header::COOKIE),
        is_same_origin: is_same_origin(&parts.headers, &front.public_url.origin),
        response,
    }
}

/// Everything that is neither an API nor a health check: a file of the site, otherwise a page.
pub async fn file_or_page(State(front): State<Arc<HttpState>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    if let Some(file) = front.site.serve(request.uri().path(), request.headers()) {
        return file;
    }
    in_its_language(front, request, async |front, request| {
        page(front, request).await.unwrap_or_else(|incident| numbered(&incident))
    })
    .await
}

async fn page(front: Arc<HttpState>, request: Request) -> Result<Response, String> {
    let now = front.app.clock.now();
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str()).to_owned();
    let takes_gzip = takes_gzip(&request);
    let shared = key_of_shared(&front, &request);
    if let Some(page) = shared.as_ref().and_then(|key| front.pages.find(key, now)) {
        return respond(&front, &page, None, takes_gzip);
    }
    let (parts, body) = request.into_parts();
    let data = app::server::page(&web_request(&front, &parts, ResponseOptions::default()), &wanted).await;
    if let PageData::Redirect(path) = &data {
        return Ok(Redirect::to(path).into_response());
    }
    let request = Request::from_parts(parts, body);
    let (rendered, response) = drawn(&front, request, data, shared.is_some(), takes_gzip).await?;
    if let Some(key) = shared.filter(|_| response.status() == StatusCode::OK) {
        front.pages.keep(&key, &rendered, now);
    }
    Ok(response)
}

async fn drawn(
    front: &Arc<HttpState>,
    request: Request,
    data: PageData,
    is_shared: bool,
    takes_gzip: bool,
) -> Result<(Arc<Rendered>, Response), String> {
    let status = StatusCode::from_u16(data.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (away, retry_after) = (data.leads_away_to(), data.retry_after());
    let says_busy = says_busy(&data, request.uri().query().unwrap_or_default());
    let mut rendered = render(front, request, data).await?;
    if is_shared {
        rendered.packed = rendered.pieces.iter().map(|piece| pack(piece)).collect::<Result<_, _>>().ok();
    }
    let mut response = respond(front, &rendered, away.as_deref(), takes_gzip)?;
    *response.status_mut() = status;
    if let Some(seconds) = retry_after.map(u32::from).or(says_busy.then_some(BUSY_FOR.0)) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok((Arc::new(rendered), response))
}

/// Whether a page says that the server is overloaded. A form posted without script is sent back to its page with that
/// error in the query. Such an address can be forged, so it does not change the status, and the wait is a constant.
fn says_busy(data: &PageData, query: &str) -> bool {
    let error = match data {
        PageData::Failed(error) => Some(error.clone()),
        _ => parameter(query, "__err").map(|error| ServerFnUrlError::<ApiError>::decode_err(&error)),
    };
    matches!(error, Some(ApiError::Busy { .. }))
}

/// Renders a page with data that the caller has loaded.
pub(super) async fn draw(front: &Arc<HttpState>, request: Request, data: PageData) -> Response {
    match drawn(front, request, data, false, false).await {
        Ok((_, response)) => response,
        Err(incident) => numbered(&incident),
    }
}

/// The cache key of a sign-in page that is the same for all users with this key. `None` for any other page.
fn key_of_shared(front: &HttpState, request: &Request) -> Option<String> {
    let path = request.uri().path();
    let jar = front.cookies.read(request.headers());
    let is_own = jar.get(cookies::TYPED).is_some() || jar.get(cookies::SESSION).is_some();
    if is_own || request.uri().query().is_some() || !matches!(Address::of(path), Some(Address::SignIn(..))) {
        return None;
    }
    let language = current_locale().code();
    Some(match cookies::read_method(&jar) {
        Some(method) => format!("{path} {language} {method}"),
        None => format!("{path} {language}"),
    })
}

async fn render(front: &Arc<HttpState>, request: Request, data: PageData) -> Result<Rendered, String> {
    let place = front.nonce_place.clone();
    let context = move || provide_context(Nonce::from_value(place.as_str()));
    let names = front.site.names();
    let reload = front.reload.clone();
    // On the server no code has to be loaded first, so this does not fail in practice.
    let record = |error: anyhow::Error| service::failure::record(&error, front.app.random.as_ref());
    let page = Page::of(data.clone()).await.map_err(|missing| record(anyhow::anyhow!("{missing:?}")))?;
    let app = move || shell(names.clone(), reload.clone(), data.clone(), page.clone());
    let response = leptos_axum::render_app_async_with_context(context, app)(request).await;
    let body = to_bytes(response.into_body(), LARGEST_PAGE).await.map_err(|error| record(error.into()))?;
    Ok(cut(&body, &front.nonce_place))
}

fn cut(body: &Bytes, place: &str) -> Rendered {
    let mut pieces = Vec::new();
    let mut rest = body.clone();
    while let Some(at) = rest.windows(place.len()).position(|window| window == place.as_bytes()) {
        pieces.push(rest.split_to(at));
        rest = rest.slice(place.len()..);
    }
    pieces.push(rest);
    let length = body.len();
    Rendered { pieces, length, packed: None }
}

/// `away` is an external origin to which a form of the page may redirect.
fn respond(front: &HttpState, page: &Rendered, away: Option<&str>, takes_gzip: bool) -> Result<Response, String> {
    let nonce = front.fresh_nonce().map_err(|error| service::failure::record(&error, front.app.random.as_ref()))?;
    let packed = page.packed.as_ref().filter(|_| takes_gzip);
    let body = packed.map_or_else(|| plain(page, &nonce), |packed| joined(packed, &nonce));
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    if packed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::VARY, HeaderValue::from_static(language::VARY));
    if let Some(policy) = page_policy(&nonce, front.reload_sources(), away) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn plain(page: &Rendered, nonce: &str) -> Vec<u8> {
    let mut body = Vec::with_capacity(page.length + 64);
    for (index, piece) in page.pieces.iter().enumerate() {
        if index > 0 {
            body.extend_from_slice(nonce.as_bytes());
        }
        body.extend_from_slice(piece);
    }
    body
}

fn takes_gzip(request: &Request) -> bool {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    takes(accepted.unwrap_or_default(), "gzip")
}

/// The folder with the files of the site, unless they are embedded.
pub fn folder_of(site: &Site) -> Option<&std::path::Path> {
    match site {
        Site::Folder(folder) => Some(folder),
        Site::Embedded { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_at_every_nonce() {
        let page = cut(&Bytes::from_static(b"a<NONCE>b<NONCE>"), "<NONCE>");
        let pieces: Vec<&[u8]> = page.pieces.iter().map(AsRef::as_ref).collect();
        assert_eq!(pieces, [b"a".as_slice(), b"b", b""]);
    }
}
