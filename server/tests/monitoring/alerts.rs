//! The alert rules and the dashboard name only metrics, labels and values that exist.

use server::http::metrics::{ALL, Kind, Metric};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join("docs/monitoring").join(file)).unwrap()
}

/// The expressions of the alert rules.
fn alerts() -> Vec<String> {
    let rules = read("alerts.yml");
    rules.lines().filter_map(|line| line.trim_start().strip_prefix("expr: ")).map(str::to_owned).collect()
}

/// The expressions of the dashboard.
fn panels() -> Vec<String> {
    let dashboard: serde_json::Value = serde_json::from_str(&read("dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The metric that an expression names. A histogram has the endings of its parts.
fn find(name: &str) -> Option<&'static Metric> {
    let parts = ["_bucket", "_sum", "_count"].map(|part| name.strip_suffix(part));
    ALL.iter().find(|metric| match metric.kind {
        Kind::Histogram => parts.contains(&Some(metric.name)),
        Kind::Counter | Kind::Gauge => metric.name == name,
    })
}

/// The words between quotation marks that follow a label, such as `a` and `b` in `{label=~"a|b"}`.
fn values_of<'a>(selector: &'a str, label: &str) -> Vec<&'a str> {
    let Some((_, after)) = selector.split_once(&format!("{label}=")) else { return Vec::new() };
    let quoted = after.trim_start_matches('~').strip_prefix('"').and_then(|after| after.split_once('"'));
    quoted.map(|(values, _)| values.split('|').collect()).unwrap_or_default()
}

/// Fails if an expression names what does not exist. Returns the names of its metrics.
fn check(expression: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (start, _) in expression.match_indices("portico_").chain(expression.match_indices("process_")) {
        let rest = &expression[start..];
        let (name, after) = rest.split_at(rest.find(|letter| !is_of_a_name(letter)).unwrap_or(rest.len()));
        let metric = find(name).unwrap_or_else(|| panic!("there is no metric {name}: {expression}"));
        found.push(metric.name);
        let selector = after.strip_prefix('{').and_then(|after| after.split_once('}')).map_or("", |(inside, _)| inside);
        for matcher in selector.split(',').map(str::trim).filter(|matcher| !matcher.is_empty()) {
            let label = matcher.split(['=', '!']).next().unwrap();
            let known = metric.labels.iter().find(|known| known.name == label);
            // The label of the server, which Prometheus adds.
            assert!(known.is_some() || label == "instance", "{name} has no label {label}: {expression}");
            let possible = known.map_or(&[][..], |known| known.values.known());
            for value in values_of(selector, label) {
                let is_possible = possible.is_empty() || possible.contains(&value);
                assert!(is_possible, "{label} of {name} is never {value}: {expression}");
            }
        }
    }
    found
}

#[test]
fn alerts_and_dashboard_name_metrics_that_exist() {
    let (alerts, panels) = (alerts(), panels());
    assert!(alerts.len() > 10 && panels.len() > 20, "the expressions were not found");
    for expression in alerts.iter().chain(&panels) {
        let named = check(expression);
        assert!(!named.is_empty() || expression.starts_with("up{"), "{expression}");
    }
}

#[test]
fn an_expression_with_a_wrong_name_label_or_value_is_found() {
    for wrong in [
        "portico_nothing_total",
        "portico_http_seconds",
        "portico_codes_total{color=\"x\"}",
        "portico_codes_total{outcome=~\"sent|lost\"}",
    ] {
        assert!(std::panic::catch_unwind(|| check(wrong)).is_err(), "{wrong}");
    }
    check("rate(portico_codes_total{outcome=~\"sent|refused\"}[5m])");
}

/// Without Prometheus' own tool only the names are checked.
#[test]
fn promtool_accepts_the_alerts_if_it_is_installed() {
    let folder = root().join("docs/monitoring");
    for arguments in [["check", "rules", "alerts.yml"], ["check", "config", "prometheus.yml"]] {
        match Command::new("promtool").args(arguments).current_dir(&folder).output() {
            Ok(output) => assert!(output.status.success(), "{output:?}"),
            Err(error) => println!("promtool does not run: {error}"),
        }
    }
}

fn sources_below(folder: &Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources_below(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("metrics/table.rs") {
            sources.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_documented_metric_is_measured_somewhere() {
    let mut sources = String::new();
    for name in ["server", "service", "store"] {
        sources_below(&root().join(name).join("src"), &mut sources);
    }
    let names: BTreeSet<_> = ALL.iter().map(|metric| metric.name).filter(|name| name.starts_with("portico_")).collect();
    let missing: Vec<_> = names.iter().filter(|name| !sources.contains(&format!("\"{name}\""))).collect();
    assert!(missing.is_empty(), "nothing measures {missing:?}");
}
