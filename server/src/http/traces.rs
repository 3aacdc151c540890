//! Traces for a collector that speaks OTLP over HTTP, if `OTEL_EXPORTER_OTLP_ENDPOINT` names one. Only spans that are
//! made for this are sent: they contain names, numbers and the id of the request, but no secret and no address. The
//! other variables that begin with `OTEL_` are read by the libraries.

use super::seldom::Seldom;
use anyhow::anyhow;
use http::HeaderMap;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{Key, KeyValue};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, SpanData, SpanExporter};
use std::time::Duration;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

const NAME: &str = "portico";

/// The connection to the collector.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Prepares to send to the collector that the environment names. Connects when there is something to send. The error
    /// does not show the URL, because it may contain a password.
    pub fn start() -> anyhow::Result<Self> {
        // Fails when the process has a default provider already; that one is used then.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inner = opentelemetry_otlp::SpanExporter::builder().with_http().build().map_err(|_| {
            anyhow!(
                "OTEL_EXPORTER_OTLP_ENDPOINT or another variable that begins with OTEL_EXPORTER_OTLP cannot be used. \
                 The endpoint is a URL like http://127.0.0.1:4318"
            )
        })?;
        let exporter = Exporter { inner, warnings: Seldom::default() };
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource()).build();
        Ok(Traces(provider))
    }

    /// Makes spans for the collector.
    pub fn tracer(&self) -> SdkTracer {
        self.0.tracer(NAME)
    }

    /// Sends what is left.
    pub async fn stop(self) {
        // A failure was logged by the exporter.
        let _ = tokio::task::spawn_blocking(move || self.0.shutdown()).await;
    }
}

/// What all spans say of this server. `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` take precedence.
fn resource() -> Resource {
    let of_environment = Resource::builder().build();
    let name = of_environment.get(&Key::from_static_str("service.name"));
    let is_named = name.is_some_and(|name| !name.as_str().starts_with("unknown_service"));
    let resource = Resource::builder().with_attribute(KeyValue::new("service.version", env!("PORTICO_VERSION")));
    if is_named { resource.build() } else { resource.with_service_name(NAME).build() }
}

/// Makes a span part of the trace that a request belongs to (W3C Trace Context). Only for requests of trusted proxies.
pub fn continue_from(span: &Span, headers: &HeaderMap) {
    let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    // Fails only if no traces are sent.
    let _ = span.set_parent(parent);
}

/// Says when the collector does not accept traces, which the libraries do not.
#[derive(Debug)]
struct Exporter {
    inner: opentelemetry_otlp::SpanExporter,
    warnings: Seldom,
}

impl SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let exported = self.inner.export(batch).await;
        if exported.is_err() {
            metrics::counter!("portico_traces_lost_total").increment(1);
            if self.warnings.may_now() {
                tracing::warn!("the collector that OTEL_EXPORTER_OTLP_ENDPOINT names does not accept traces");
            }
        }
        exported
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}
