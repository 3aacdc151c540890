//! Where the work for a request stands in the log and in the traces.

use tracing::{Instrument as _, Span};

/// The spans of a request: that of its log lines, and that of its traces.
#[derive(Clone)]
pub struct RequestSpans {
    logged: Span,
    traced: Span,
}

impl RequestSpans {
    pub fn new(logged: Span, traced: Span) -> Self {
        RequestSpans { logged, traced }
    }

    /// Outside of a request.
    pub fn none() -> Self {
        RequestSpans { logged: Span::none(), traced: Span::none() }
    }

    /// Runs a future in the spans. A task does not inherit them from the one that spawned it.
    pub fn instrument<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        work.instrument(self.logged.clone()).instrument(self.traced.clone())
    }
}
