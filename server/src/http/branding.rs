//! The colour stylesheets of organisations, and the logos of organisations and applications. They are named after their
//! content and so never change.

use super::site::IMMUTABLE;
use crate::http::prelude::*;
use axum::extract::Path;
use domain::Color;
use store::logos;

/// `GET /branding/NAME`: a colour stylesheet, a logo, or 404. Anyone may fetch them: a digest cannot be guessed, and only
/// pages that show the logo contain it. Who has the image itself can compute its digest, and then learns no more than
/// that someone here uses this image.
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
        // Messages show it in the pages of mail providers, too.
        Ok(Some(png)) => {
            ([("cross-origin-resource-policy", "cross-origin")], immutable_file("image/png", png)).into_response()
        }
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
