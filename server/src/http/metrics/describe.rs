//! What is made of the table of metrics: their descriptions, their values before anything happened, and the documented
//! table.

use super::table::{ALL, Kind, Label, Metric, Values};
use domain::AuditEventKind;
use std::fmt::Write as _;

/// Tells the recorder of all metrics, and sets those whose labels are known to zero.
pub(super) fn describe_all() {
    for metric in ALL {
        let about = metric.about.replace('`', "");
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, about),
            Kind::Gauge => metrics::describe_gauge!(metric.name, about),
            Kind::Histogram => metrics::describe_histogram!(metric.name, about),
        }
        // What the system does not tell of the process stays missing.
        let is_measured_here = metric.name.starts_with("portico");
        for labels in series(metric.labels).into_iter().filter(|_| is_measured_here) {
            match metric.kind {
                Kind::Counter => metrics::counter!(metric.name, &labels).increment(0),
                Kind::Gauge => metrics::gauge!(metric.name, &labels).increment(0.0),
                // It is there from now on, with nothing in it.
                Kind::Histogram => drop(metrics::histogram!(metric.name, &labels)),
            }
        }
    }
    metrics::gauge!("portico_build_info", "version" => env!("PORTICO_VERSION")).set(1.0);
}

/// All combinations of the labels' values. None if a value is not known before.
fn series(labels: &[Label]) -> Vec<Vec<(&'static str, &'static str)>> {
    let mut all = vec![Vec::new()];
    for label in labels {
        let values = label.values.known();
        let with = |one: Vec<_>| {
            values.iter().map(move |value| {
                let mut one = one.clone();
                one.push((label.name, *value));
                one
            })
        };
        all = all.into_iter().flat_map(with).collect();
    }
    all
}

impl Values {
    /// The values that are known before anything happened.
    pub fn known(self) -> &'static [&'static str] {
        match self {
            Values::Of(values) => values,
            Values::AuditEvents => &AuditEventKind::NAMES,
            Values::Open => &[],
        }
    }
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        }
    }
}

impl Metric {
    /// Its name and its labels, as the documentation writes them: `portico_codes_total{outcome}`.
    fn signature(&self) -> String {
        let labels: Vec<&str> = self.labels.iter().map(|label| label.name).collect();
        if labels.is_empty() { self.name.to_owned() } else { format!("{}{{{}}}", self.name, labels.join(",")) }
    }
}

/// The table of the documentation.
pub fn markdown() -> String {
    let mut text = "| metric | type | what it is |\n|---|---|---|\n".to_owned();
    for metric in ALL {
        let _ = writeln!(text, "| `{}` | {} | {} |", metric.signature(), metric.kind.name(), metric.about);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_metrics_are_those_of_the_program() {
        let page = include_str!("../../../../docs/operations/monitoring.md");
        assert!(page.contains(&markdown()), "docs/operations/monitoring.md needs this table:\n{}", markdown());
    }

    #[test]
    fn a_series_has_a_value_for_each_label() {
        let label = |values| Label { name: "x", values };
        assert_eq!(series(&[]), [vec![]]);
        assert_eq!(series(&[label(Values::Of(&["a", "b"]))]), [vec![("x", "a")], vec![("x", "b")]]);
        assert_eq!(series(&[label(Values::Of(&["a", "b"])), label(Values::Of(&["c", "d"]))]).len(), 4);
        assert!(series(&[label(Values::Of(&["a"])), label(Values::Open)]).is_empty());
    }
}
