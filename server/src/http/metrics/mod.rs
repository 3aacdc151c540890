//! Metrics for the operator in the text format of Prometheus, served on a separate address. No label tells of a user.

mod describe;
mod table;

pub use describe::markdown;
pub use table::{ALL, Kind, Label, Metric, Values};

use crate::http::prelude::*;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use store::Store;

/// The upper ends of the buckets of all histograms, in seconds.
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Installs the recorder of metrics, and describes all metrics. Those whose labels are known begin at zero. Fails the
/// second time in a process.
pub fn start() -> anyhow::Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    describe::describe_all();
    Ok(handle)
}

pub fn router(handle: PrometheusHandle, store: Store) -> Router {
    let process = Collector::default();
    Router::new().route(
        "/metrics",
        get(move || {
            store.measure_pools();
            process.collect();
            let text = handle.render();
            async move { ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text) }
        }),
    )
}
