//! The colour stylesheet and the logo of an organisation. Both are named after their content, so they never change.

use super::{HttpState, broken::broken, site::IMMUTABLE};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::Color;
use std::sync::Arc;
use store::logos;

/// `GET /branding/NAME`: a colour stylesheet, a logo, or 404.
pub async fn branding(State(front): State<Arc<HttpState>>, Path(name): Path<String>) -> Response {
    if let Some(hex) = name.strip_suffix(".css")
        && let Ok(color) = format!("#{hex}").parse::<Color>()
    {
        return file("text/css; charset=utf-8", format!(":root{{--brand:{color}}}").into_bytes());
    }
    // Any other name is refused before it reaches the database.
    let Some(digest) = name.strip_suffix(".png").filter(|name| is_digest(name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match logos::find(&front.app.store, digest).await {
        Ok(Some(png)) => file("image/png", png),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => broken(&error, &front.app),
    }
}

fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn file(content_type: &'static str, bytes: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static(content_type);
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, IMMUTABLE)], bytes).into_response()
}
