//! Downloads of the user's own data and recovery codes, and the well-known path of the page that changes a password.

use crate::http::prelude::*;
use app::{server::sign_in_path, words::settings::recovery_codes as words};
use axum::http::{HeaderValue, header};
use domain::RecoveryCode;
use service::account::{self, SignedIn};
use service::settings;

/// `GET /settings/download`: the user's own data as JSON. Changes nothing.
pub async fn download(State(state): State<Arc<HttpState>>, Extension(current): Extension<CurrentRequest>) -> Response {
    let data = async {
        let Some(signed_in) = current.signed_in().await? else { return Ok(None) };
        settings::download(&state.app, signed_in).await.map(Some)
    };
    match data.await {
        Ok(Some(data)) => {
            let name = HeaderValue::from_static("attachment; filename=\"portico.json\"");
            let kind = HeaderValue::from_static("application/json");
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], format!("{data:#}\n")).into_response()
        }
        Ok(None) => Redirect::to(&sign_in_path(&current.cx, Some(paths::SETTINGS_ACCOUNT)).await).into_response(),
        Err(error) => state.broken(&error),
    }
}

/// `GET /settings/security/recovery-codes/download`: fresh recovery codes as text. Changes nothing. Redirects to their
/// page if there are no fresh codes or the user has to reauthenticate.
pub async fn recovery_codes(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
) -> Response {
    let app = &state.app;
    let read = async {
        let Some(signed_in) = current.signed_in().await? else { return Ok(None) };
        let Ok(reauthenticated) = account::recently_authenticated(app, signed_in) else { return Ok(None) };
        let codes = settings::fresh_recovery_codes(app, reauthenticated).await?;
        anyhow::Ok(codes.map(|codes| recovery_codes_file(signed_in, &codes)))
    };
    match read.await {
        Ok(Some(text)) => {
            let name = HeaderValue::from_static("attachment; filename=\"recovery-codes.txt\"");
            let kind = HeaderValue::from_static("text/plain; charset=utf-8");
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response()
        }
        Ok(None) => Redirect::to(paths::SETTINGS_RECOVERY_CODES).into_response(),
        Err(error) => state.broken(&error),
    }
}

fn recovery_codes_file(signed_in: &SignedIn, codes: &[RecoveryCode]) -> String {
    let email = signed_in.account.email.as_str();
    let title = words::file_title(email, &signed_in.organisation.name);
    let codes: Vec<String> = codes.iter().map(RecoveryCode::grouped).collect();
    format!("{title}\r\n{}\r\n\r\n{}\r\n", words::FILE_TEXT, codes.join("\r\n"))
}

/// `GET /.well-known/change-password`: password managers look here for the page that changes a password.
pub async fn change_password() -> Redirect {
    Redirect::to(paths::SETTINGS_SECURITY)
}
