//! The forms that upload a logo. Without script the response is a redirect to the page; the client gets the page's path.
//! For a user who is no admin the page does not exist. The body is read only for an admin.

use crate::http::prelude::*;
use crate::logo::{self, NotALogo};
use app::admin::{ApplicationDone, BrandingDone, LogoProblem};
use app::paths::{AdminRoute, ApplicationsRoute};
use app::redirect;
use app::server::{is_plain_form, sign_in_path};
use axum::extract::{FromRequest as _, Multipart, Path};
use domain::{ApplicationId, Refusal};
use leptos::server_fn::{Encodes as _, codec::PostcardEncoding};
use service::account::{SignedIn, as_admin};
use service::admin::{proven, set_logo};
use service::{applications, failure::Failure};
use tokio::{sync::Semaphore, time::timeout};

/// The name of the file field.
const FILE: &str = "logo";

/// Only one image is decoded at a time, because each needs much memory.
static DECODING: Semaphore = Semaphore::const_new(1);
/// How long an upload waits for its turn to be decoded.
const DECODE_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a logo was not saved.
enum NotSaved {
    /// The file cannot be a logo.
    Unfit(LogoProblem),
    Failed(Failure),
}

impl From<Failure> for NotSaved {
    fn from(failure: Failure) -> Self {
        NotSaved::Failed(failure)
    }
}

/// `POST /admin/branding/logo`: the logo of the organisation.
pub async fn for_organisation(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let is_plain = is_plain_form(request.headers());
    let saved = save_for_organisation(&current, request).await;
    answer(&state, &current, AdminRoute::Branding, saved, is_plain).await
}

/// `POST /admin/applications/ID/logo`: the logo of an application.
pub async fn for_application(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let Ok(id) = id.parse::<ApplicationId>() else { return StatusCode::NOT_FOUND.into_response() };
    let is_plain = is_plain_form(request.headers());
    let saved = save_for_application(&current, id, request).await;
    answer(&state, &current, ApplicationsRoute::One(id).into(), saved, is_plain).await
}

/// Returns the name of what was done.
async fn save_for_organisation(current: &CurrentRequest, request: Request) -> Result<&'static str, NotSaved> {
    let admin = as_admin(signed_in(current).await?)?;
    set_logo(&current.cx, admin, Some(read_logo(request).await?)).await?;
    Ok(BrandingDone::LogoSaved.name())
}

/// Returns the name of what was done. The body is read before an admin has to reauthenticate: a browser shows no
/// response before it has sent the whole request.
async fn save_for_application(
    current: &CurrentRequest,
    id: ApplicationId,
    request: Request,
) -> Result<&'static str, NotSaved> {
    let admin = as_admin(signed_in(current).await?)?;
    let logo = read_logo(request).await?;
    let admin = proven(&current.cx.app, admin)?;
    applications::set_logo(&current.cx, admin, id, Some(logo)).await?;
    Ok(ApplicationDone::LogoSaved.name())
}

async fn signed_in(current: &CurrentRequest) -> Result<&SignedIn, Failure> {
    current.signed_in().await?.ok_or(Failure::SignedOut)
}

/// Leads to the page with the form, which says what was done or why nothing was.
async fn answer(
    state: &HttpState,
    current: &CurrentRequest,
    page: AdminRoute,
    saved: Result<&'static str, NotSaved>,
    is_plain: bool,
) -> Response {
    let page = page.path();
    let path = match saved {
        Ok(done) => paths::with_query(&page, &[(paths::DONE, done)]),
        Err(NotSaved::Unfit(problem)) => paths::with_query(&page, &[(paths::REFUSED, problem.name())]),
        Err(NotSaved::Failed(Failure::SignedOut)) => sign_in_path(&current.cx, Some(&page)).await,
        Err(NotSaved::Failed(Failure::Refused(Refusal::ReauthenticationRequired))) => {
            paths::reauthentication_before(&page)
        }
        // The user is no admin, or the organisation has no such application.
        Err(NotSaved::Failed(Failure::Refused(_))) => return StatusCode::NOT_FOUND.into_response(),
        Err(NotSaved::Failed(Failure::Busy)) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(NotSaved::Failed(Failure::Broken(error))) => return state.broken(&error),
    };
    redirect_to(path, is_plain)
}

/// Decodes and re-encodes the image. Decoding takes a while, so it runs on a blocking thread.
async fn read_logo(request: Request) -> Result<(String, Vec<u8>), NotSaved> {
    let file = uploaded_file(request).await.map_err(NotSaved::Unfit)?;
    let permit = timeout(DECODE_TIMEOUT, DECODING.acquire()).await.map_err(|_| Failure::Busy)?;
    let read = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        logo::read(&file)
    });
    let read = read.await.map_err(|error| Failure::Broken(error.into()))?;
    read.map_err(|error| match error {
        NotALogo::NoImage => NotSaved::Unfit(LogoProblem::NoImage),
        NotALogo::TooLarge => NotSaved::Unfit(LogoProblem::TooLarge),
    })
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

fn redirect_to(path: String, is_plain: bool) -> Response {
    if is_plain {
        return Redirect::to(&path).into_response();
    }
    match PostcardEncoding::encode(&redirect::Redirect::path(path)) {
        Ok(bytes) => bytes.to_vec().into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
