//! Metrics for the operator in the text format of Prometheus, served on a separate address.

use crate::http::prelude::*;
use app::paths::Route;
use axum::{extract::MatchedPath, routing::get};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// In seconds.
const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// Installs the recorder of metrics. Fails the second time in a process.
pub fn start() -> anyhow::Result<PrometheusHandle> {
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full("portico_http_seconds".to_owned()), &BUCKETS)?;
    Ok(builder.install_recorder()?)
}

pub fn router(handle: PrometheusHandle) -> Router {
    Router::new().route(
        "/metrics",
        get(move || {
            let handle = handle.clone();
            async move {
                handle.run_upkeep();
                handle.render()
            }
        }),
    )
}

/// Counts and logs each request with its route, but never with its query, its cookies or the identifiers in its path.
pub async fn observe(request: Request, next: Next) -> Response {
    let route = match request.extensions().get::<MatchedPath>() {
        Some(path) => path.as_str().to_owned(),
        None => Route::of(request.uri().path()).map_or("other", |route| route.template()).to_owned(),
    };
    let method = request.method().clone();
    let started = tokio::time::Instant::now();
    let response = next.run(request).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics::histogram!("portico_http_seconds", "route" => route.clone(), "status" => status.to_string())
        .record(seconds);
    tracing::debug!(%method, route, status, seconds, "answered");
    response
}
