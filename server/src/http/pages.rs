//! Pages, rendered by `app`. The sign-in page is the same for all users, so one rendering is reused for a second; each
//! response gets a fresh nonce.

use super::api::web_request;
use super::gzip::{joined, pack};
use super::page_cache::RenderedPage;
use super::security_headers::page_policy;
use super::site::takes;
use super::state::internal_error;
use crate::http::prelude::*;
use app::page::PageData;
use app::paths::Route;
use app::server::locale::current_locale;
use app::server::{cookies, parameter};
use app::shell::shell;
use app::{ApiError, Page, words};
use axum::body::to_bytes;
use axum::response::Html;
use http::{Method, Uri};
use leptos::{context::provide_context, nonce::Nonce, server_fn::error::ServerFnUrlError};
use leptos_axum::ResponseOptions;
use service::failure::{self, BUSY_FOR};
use service::sign_in;

/// Bytes of a page. The largest is the import page with the text of a file in it.
const LARGEST_PAGE: usize = 16 << 20;

/// `Vary` for localised responses.
const VARY: &str = "accept-encoding, accept-language, cookie";

/// Serves the embedded files of the site. No page has the path of a file.
pub async fn serve_files(State(state): State<Arc<HttpState>>, request: Request, next: Next) -> Response {
    let file = is_read(&request).then(|| state.site.serve(request.uri().path(), request.headers())).flatten();
    match file {
        Some(file) => file,
        None => next.run(request).await,
    }
}

/// Any path that is no file and has no handler of its own.
pub async fn page(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    if !is_read(&request) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    if *request.method() == Method::HEAD && gives_access(request.uri().path()) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response();
    }
    respond(&state, &current, request).await.unwrap_or_else(|incident| internal_error(&incident))
}

fn is_read(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// Whether a GET of this page may make a code or a ticket, which a request for the headers alone must not use up.
fn gives_access(path: &str) -> bool {
    matches!(Route::of(path), Some(Route::Authorize(_) | Route::Enter(_)))
}

/// `Err` is the incident id of a failure that is in the log.
async fn respond(state: &HttpState, current: &CurrentRequest, request: Request) -> Result<Response, String> {
    let now = state.app.clock.now();
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str()).to_owned();
    let takes_gzip = takes_gzip(&request);
    let shared = shared_key(state, current, request.uri()).await;
    if let Some(page) = shared.as_ref().and_then(|key| state.pages.find(key, now)) {
        return filled(state, &page, None, takes_gzip);
    }
    let web = web_request(state, current, request.headers(), ResponseOptions::default());
    let data = app::server::page(&web, &wanted).await;
    if let PageData::Redirect(path) = &data {
        let is_away = !path.starts_with('/');
        return Ok(if is_away && web.is_same_origin { departure(path) } else { Redirect::to(path).into_response() });
    }
    let (rendered, mut response) = drawn(state, request, data, shared.is_some(), takes_gzip).await?;
    if web.has_unreadable_accounts()
        && let Some(forgotten) = state.cookies.write(cookies::forget(cookies::ACCOUNTS))
    {
        response.headers_mut().append(header::SET_COOKIE, forgotten);
    }
    if let Some(key) = shared.filter(|_| response.status() == StatusCode::OK) {
        state.pages.keep(&key, &rendered, now);
    }
    Ok(response)
}

/// Leads to another site by a page that goes on by itself. A form that was posted without script may have led here, and
/// browsers apply the `form-action` of its page to every redirect that follows, also to those of the other site. They
/// do not apply it to what follows a page.
fn departure(address: &str) -> Response {
    let Ok(refresh) = HeaderValue::from_str(&format!("0; url={address}")) else {
        return Redirect::to(address).into_response();
    };
    let href = address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let (language, title, go_on) = (current_locale().code(), words::PORTICO, words::sign_in::GO_ON);
    let html = format!(
        "<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"></head>\
         <body><main><h1><a href=\"{href}\">{go_on}</a></h1></main></body></html>"
    );
    ([(header::REFRESH, refresh)], Html(html)).into_response()
}

async fn drawn(
    state: &HttpState,
    request: Request,
    data: PageData,
    is_shared: bool,
    takes_gzip: bool,
) -> Result<(Arc<RenderedPage>, Response), String> {
    let status = StatusCode::from_u16(data.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (away, retry_after) = (data.external_origin(), data.retry_after());
    let says_busy = says_busy(&data, request.uri().query().unwrap_or_default());
    let mut rendered = render(state, request, data).await?;
    if is_shared {
        rendered.packed = rendered.pieces.iter().map(|piece| pack(piece)).collect::<Result<_, _>>().ok();
    }
    let mut response = filled(state, &rendered, away.as_deref(), takes_gzip)?;
    *response.status_mut() = status;
    if let Some(seconds) = retry_after.map(u32::from).or(says_busy.then_some(BUSY_FOR.0)) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok((Arc::new(rendered), response))
}

/// Whether a page says that the server is overloaded. A form posted without script is sent back to its page with that
/// error in the query. Such a URL can be forged, so it does not change the status, and the wait is a constant.
fn says_busy(data: &PageData, query: &str) -> bool {
    let error = match data {
        PageData::Failed(error) => Some(error.clone()),
        _ => parameter(query, paths::REFUSAL).map(|error| ServerFnUrlError::<ApiError>::decode_err(&error)),
    };
    matches!(error, Some(ApiError::Busy { .. }))
}

/// Renders a page with data that the caller has loaded.
pub(super) async fn draw(state: &HttpState, request: Request, data: PageData) -> Response {
    match drawn(state, request, data, false, false).await {
        Ok((_, response)) => response,
        Err(incident) => internal_error(&incident),
    }
}

/// The cache key of a sign-in page that is the same for all users with this key. `None` for any other page.
async fn shared_key(state: &HttpState, current: &CurrentRequest, wanted: &Uri) -> Option<String> {
    let path = wanted.path();
    let jar = &current.cookies;
    let own = [cookies::DRAFT, cookies::SESSION, cookies::BROWSER, cookies::ACCOUNTS];
    if own.iter().any(|name| jar.get(name).is_some()) || wanted.query().is_some() {
        return None;
    }
    let Some(Route::SignIn(organisation, _)) = Route::of(path) else { return None };
    let language = current_locale().code();
    let Some((method, last)) = cookies::read_method(jar) else { return Some(format!("{path} {language}")) };
    // The key says whether the organisations are the same, not which one the cookie names: anything could be there.
    let (organisation, _) = sign_in::find_organisation(&state.app, organisation.as_ref()).await.ok()?;
    Some(format!("{path} {language} {method} {}", organisation.slug == last))
}

async fn render(state: &HttpState, request: Request, data: PageData) -> Result<RenderedPage, String> {
    let placeholder = state.nonce_placeholder.clone();
    let context = move || provide_context(Nonce::from_value(placeholder.as_str()));
    let files = state.site.site_files();
    let reload = state.reload.clone();
    // On the server no code has to be loaded first, so this does not fail in practice.
    let record = |error: anyhow::Error| failure::record(&error, state.app.random.as_ref());
    let page = Page::of(data.clone()).await.map_err(|missing| record(anyhow::anyhow!("{missing:?}")))?;
    let app = move || shell(files.clone(), reload.clone(), data.clone(), page.clone());
    let response = leptos_axum::render_app_async_with_context(context, app)(request).await;
    let body = to_bytes(response.into_body(), LARGEST_PAGE).await.map_err(|error| record(error.into()))?;
    Ok(cut(&body, &state.nonce_placeholder))
}

/// Cuts a rendered page at each placeholder of the nonce.
fn cut(body: &Bytes, placeholder: &str) -> RenderedPage {
    let mut pieces = Vec::new();
    let mut rest = body.clone();
    while let Some(at) = rest.windows(placeholder.len()).position(|window| window == placeholder.as_bytes()) {
        pieces.push(rest.split_to(at));
        rest = rest.slice(placeholder.len()..);
    }
    pieces.push(rest);
    let length = body.len();
    RenderedPage { pieces, length, packed: None }
}

/// The page with a fresh nonce in its places. `away` is an external origin to which a form of the page may redirect.
fn filled(state: &HttpState, page: &RenderedPage, away: Option<&str>, takes_gzip: bool) -> Result<Response, String> {
    let nonce = state.fresh_nonce().map_err(|error| failure::record(&error, state.app.random.as_ref()))?;
    let packed = page.packed.as_ref().filter(|_| takes_gzip);
    let body = packed.map_or_else(|| plain(page, &nonce), |packed| joined(packed, &nonce));
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    if packed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::VARY, HeaderValue::from_static(VARY));
    if let Some(policy) = page_policy(&nonce, state.reload_sources(), away) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn plain(page: &RenderedPage, nonce: &str) -> Vec<u8> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_departure_goes_on_by_itself_and_has_a_link() {
        let response = departure("https://app.example/x?a=1&portico-ticket=t\"<");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::REFRESH], "0; url=https://app.example/x?a=1&portico-ticket=t\"<");
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        let html = String::from_utf8_lossy(&body).into_owned();
        let link = "<a href=\"https://app.example/x?a=1&amp;portico-ticket=t&quot;&lt;\">Continue</a>";
        assert!(html.contains(link), "{html}");
    }

    #[test]
    fn a_page_is_cut_at_every_nonce() {
        let page = cut(&Bytes::from_static(b"a<NONCE>b<NONCE>"), "<NONCE>");
        let pieces: Vec<&[u8]> = page.pieces.iter().map(AsRef::as_ref).collect();
        assert_eq!(pieces, [b"a".as_slice(), b"b", b""]);
    }
}
