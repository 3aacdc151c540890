//! `/healthz` answers while the process lives; `/readyz` when it can serve.

use super::Front;
use axum::extract::State;
use http::StatusCode;
use std::sync::Arc;

pub async fn healthz() -> &'static str {
    "alive\n"
}

pub async fn readyz(State(front): State<Arc<Front>>) -> (StatusCode, &'static str) {
    match front.house.store.is_ready().await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are missing\n"),
        Err(error) => {
            crate::failure::record(&error, front.house.random.as_ref());
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
