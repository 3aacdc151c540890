//! The branding of an organisation: its colour stylesheet and logo, which are named after their content and so never
//! change, and the upload of a logo.

use super::site::IMMUTABLE;
use crate::http::prelude::*;
use crate::logo::{self, NotALogo};
use app::admin::{BrandingDone, LogoProblem};
use app::redirect;
use app::server::{is_plain_form, sign_in_path};
use axum::extract::{FromRequest as _, Multipart, Path};
use axum::http::{HeaderValue, StatusCode, header};
use domain::Color;
use leptos::server_fn::{Encodes as _, codec::PostcardEncoding};
use service::{account::as_admin, admin::set_logo, failure::Failure};
use store::logos;
use tokio::{sync::Semaphore, time::timeout};

/// The name of the file field.
const FILE: &str = "logo";

/// Only one image is decoded at a time, because each needs much memory.
static DECODING: Semaphore = Semaphore::const_new(1);
/// How long an upload waits for its turn to be decoded.
const DECODE_TIMEOUT: Duration = Duration::from_secs(5);

/// `GET /branding/NAME`: a colour stylesheet, a logo, or 404.
pub async fn branding(State(state): State<Arc<HttpState>>, Path(name): Path<String>) -> Response {
    if let Some(hex) = name.strip_suffix(".css")
        && let Ok(color) = format!("#{hex}").parse::<Color>()
    {
        return immutable_file("text/css; charset=utf-8", format!(":root{{--brand:{color}}}").into_bytes());
    }
    // Any other name is refused before it reaches the database.
    let Some(digest) = name.strip_suffix(".png").filter(|name| is_digest(name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match logos::find(&state.app.store, digest).await {
        Ok(Some(png)) => immutable_file("image/png", png),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => state.broken(&error),
    }
}

fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn immutable_file(content_type: &'static str, bytes: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static(content_type);
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, IMMUTABLE)], bytes).into_response()
}

/// `POST /admin/branding/logo`: a form with a file. Without script the response is a redirect to the page; the client
/// gets the page's path. For a user who is no admin the page does not exist. The body is read only for an admin.
pub async fn upload_logo(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let is_plain = is_plain_form(request.headers());
    let signed_in = match current.signed_in().await {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => {
            return redirect_to(sign_in_path(&current.cx, Some(paths::ADMIN_BRANDING)).await, is_plain);
        }
        Err(error) => return state.broken(&error),
    };
    let Ok(admin) = as_admin(signed_in) else { return StatusCode::NOT_FOUND.into_response() };
    let logo = match read_logo(request).await {
        Ok(Ok(logo)) => logo,
        Ok(Err(problem)) => return redirect_to(branding_path(paths::REFUSED, problem.name()), is_plain),
        Err(Failure::Broken(error)) => return state.broken(&error),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    match set_logo(&current.cx, admin, Some(logo)).await {
        Ok(()) => redirect_to(branding_path(paths::DONE, BrandingDone::LogoSaved.name()), is_plain),
        // The user has stopped being an admin, or has signed out.
        Err(Failure::Refused(_) | Failure::SignedOut) => StatusCode::NOT_FOUND.into_response(),
        Err(Failure::Busy) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(Failure::Broken(error)) => state.broken(&error),
    }
}

/// Decodes and re-encodes the image, or says why it was refused. Decoding takes a while, so it runs on a blocking
/// thread.
async fn read_logo(request: Request) -> Result<Result<(String, Vec<u8>), LogoProblem>, Failure> {
    let file = match uploaded_file(request).await {
        Ok(file) => file,
        Err(problem) => return Ok(Err(problem)),
    };
    let Ok(permit) = timeout(DECODE_TIMEOUT, DECODING.acquire()).await else { return Err(Failure::Busy) };
    let read = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        logo::read(&file)
    });
    let read = read.await.map_err(|error| Failure::Broken(error.into()))?;
    Ok(read.map_err(|error| match error {
        NotALogo::NoImage => LogoProblem::NoImage,
        NotALogo::TooLarge => LogoProblem::TooLarge,
    }))
}

/// The bytes of the file. A file that is too large is read to its end and dropped: a browser shows no response before
/// it has sent the whole request.
async fn uploaded_file(request: Request) -> Result<Vec<u8>, LogoProblem> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| LogoProblem::NoFile)?;
    let mut file = Vec::new();
    let mut is_too_large = false;
    while let Some(mut field) = form.next_field().await.map_err(|error| cut_short(error.status()))? {
        let is_file = field.name() == Some(FILE);
        while let Some(chunk) = field.chunk().await.map_err(|error| cut_short(error.status()))? {
            is_too_large |= is_file && file.len() + chunk.len() > logo::LARGEST;
            if is_file && !is_too_large {
                file.extend_from_slice(&chunk);
            }
        }
    }
    match (is_too_large, file.is_empty()) {
        (true, _) => Err(LogoProblem::TooLarge),
        (false, true) => Err(LogoProblem::NoFile),
        (false, false) => Ok(file),
    }
}

fn cut_short(status: StatusCode) -> LogoProblem {
    if status == StatusCode::PAYLOAD_TOO_LARGE { LogoProblem::TooLarge } else { LogoProblem::NoImage }
}

fn branding_path(name: &str, value: &str) -> String {
    paths::with_query(paths::ADMIN_BRANDING, &[(name, value)])
}

fn redirect_to(path: String, is_plain: bool) -> Response {
    if is_plain {
        return Redirect::to(&path).into_response();
    }
    match PostcardEncoding::encode(&redirect::Redirect::path(path)) {
        Ok(bytes) => bytes.to_vec().into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
