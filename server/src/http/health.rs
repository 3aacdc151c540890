//! `/healthz` answers while the process is alive, `/readyz` when the server can serve. Both only read.

use super::HttpState;
use axum::extract;
use http::StatusCode;
use std::sync::Arc;

pub async fn healthz() -> &'static str {
    "alive\n"
}

pub async fn readyz(extract::State(front): extract::State<Arc<HttpState>>) -> (StatusCode, &'static str) {
    match front.readiness.find(&front.app).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}
