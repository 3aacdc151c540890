//! Checks of the sources of all crates that no manifest and no lint can make (docs/architecture.md). A test shows for
//! every check that it can fail. It is here because `domain` is the crate that builds fastest.

#![expect(clippy::unwrap_used, reason = "a source that cannot be read fails the check")]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/styles.rs"]
mod styles;

use circles::{Module, circles, read};
use rstest::rstest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 6] = ["domain", "store", "service", "app", "frontend", "server"];
const LONGEST_FILE: usize = 300;

/// Crates and modules that the sources in a folder must not use.
const REFUSED: [(&str, &[&str]); 4] = [
    ("domain/src/", &["std::fs", "std::io", "std::net"]),
    ("app/src/", &["std::fs", "std::net"]),
    ("frontend/src/", &["std::fs", "std::net"]),
    ("server/src/jobs/", &["axum", "http", "hyper", "leptos", "leptos_axum", "tower", "tower_http"]),
];

/// Describes every rule that a file breaks.
fn faults(path: &str, text: &str) -> Vec<String> {
    let named = read(text.parse().unwrap());
    let mut faults = Vec::new();
    for (_, refused) in REFUSED.iter().filter(|(folder, _)| path.starts_with(folder)) {
        let used = named.paths.iter().map(|path| path.join("::"));
        let used =
            used.filter(|used| refused.iter().any(|refused| format!("{used}::").starts_with(&format!("{refused}::"))));
        faults.extend(used.map(|used| format!("{path}: it must not use {used}")));
    }
    if text.lines().count() > LONGEST_FILE {
        faults.push(format!("{path}: a file has at most {LONGEST_FILE} lines"));
    }
    if !text.starts_with("//! ") {
        faults.push(format!("{path}: a file opens with `//!` and what it is"));
    }
    let may_name_pages = path.starts_with("app/src/paths") || !path.contains("/src/");
    if let Some(page) = named.literals.iter().find(|literal| !may_name_pages && names_a_page(literal)) {
        faults.push(format!("{path}: paths of pages are in app/src/paths only, not {page}"));
    }
    faults
}

/// Whether a text is or contains the path of a page. A host such as `https://sign-in.example` does not count.
fn names_a_page(text: &str) -> bool {
    ["/sign-in", "/account", "/o/"].iter().any(|page| {
        text.match_indices(page).any(|(at, _)| {
            !text[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '/' | '<' | '.'))
        })
    })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources_below(folder: &Path) -> Vec<PathBuf> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources.extend(sources_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
    sources
}

#[test]
fn every_source_keeps_the_rules() {
    let root = root();
    let sources: Vec<PathBuf> = CRATES.iter().flat_map(|name| sources_below(&root.join(name))).collect();
    assert!(sources.len() > 80, "the sources were not found");
    let faults: Vec<String> = sources
        .iter()
        .flat_map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
            faults(name, &fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[rstest]
#[case("domain/src/x.rs", "use std::{fmt, io::Read};", "must not use")]
#[case("app/src/x.rs", "fn x() { std::fs::read(name); }", "must not use")]
#[case("server/src/jobs/x.rs", "use axum::Router;", "must not use")]
#[case("app/src/ui/x.rs", "const X: &str = \"/sign-in\";", "paths of pages")]
#[case("app/src/ui/x.rs", "fn x() { format!(\"/o/{slug}\"); }", "paths of pages")]
#[case("server/src/http/x.rs", "const X: &str = r#\"go to /account\"#;", "paths of pages")]
fn a_file_that_breaks_a_rule_is_found(#[case] path: &str, #[case] line: &str, #[case] rule: &str) {
    let faults = faults(path, &format!("//! A sample.\n\n{line}\n"));
    assert!(!faults.is_empty() && faults.iter().all(|fault| fault.contains(rule)), "{faults:?}");
}

#[rstest]
#[case("domain/src/x.rs", "// std::fs\nconst X: &str = \"std::fs\";")]
#[case("server/src/jobs/x.rs", "use my_axum::Router; use crate::http;")]
#[case("server/src/http/x.rs", "const X: &str = \"https://sign-in.example\";")]
#[case("server/src/http/x.rs", "/// `/sign-in`\nconst X: u8 = 1;")]
#[case("server/src/http/x.rs", "#[cfg(test)]\nmod tests { const X: &str = \"/sign-in\"; }")]
#[case("app/src/paths/x.rs", "const SIGN_IN: &str = \"/sign-in\";")]
#[case("server/tests/x.rs", "const SIGN_IN: &str = \"/sign-in\";")]
fn a_file_that_keeps_the_rules_passes(#[case] path: &str, #[case] line: &str) {
    assert_eq!(faults(path, &format!("//! A sample.\n\n{line}\n")), [""; 0]);
}

#[test]
fn a_file_too_long_or_without_a_word_about_itself_is_found() {
    assert_eq!(faults("app/src/x.rs", &"//! Long.\n".repeat(LONGEST_FILE)), [""; 0]);
    assert_eq!(faults("app/src/x.rs", &"//! Long.\n".repeat(LONGEST_FILE + 1)).len(), 1);
    assert_eq!(faults("app/src/x.rs", "/// Not about the file.\nfn x() {}\n").len(), 1);
}

/// The sources of a crate by module.
fn modules_of(name: &str) -> BTreeMap<Module, String> {
    let folder = root().join(name).join("src");
    let module = |path: &Path| {
        let path = path.strip_prefix(&folder).unwrap().with_extension("");
        let names = path.iter().map(|name| name.to_str().unwrap().to_owned());
        names.filter(|name| name != "mod" && name != "lib").collect::<Module>()
    };
    let sources = sources_below(&folder).into_iter().filter(|path| !path.ends_with("src/main.rs"));
    sources.map(|path| (module(&path), fs::read_to_string(&path).unwrap())).collect()
}

#[rstest]
fn modules_depend_on_each_other_in_one_direction(
    #[values("domain", "store", "service", "app", "frontend", "server")] name: &str,
) {
    let found = circles(&modules_of(name));
    assert!(found.is_empty(), "{found:#?}");
}

/// The words between backticks in the last column of the document's tables that look like the name of a test.
fn tests_named_in(document: &str) -> Vec<String> {
    let last_cells = document.lines().filter_map(|line| line.trim_end().strip_suffix('|')?.rsplit('|').next());
    let quoted = last_cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let is_test =
        |name: &&str| name.contains('_') && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    quoted.filter(is_test).map(str::to_owned).collect()
}

#[test]
fn every_test_that_is_named_in_the_security_table_exists() {
    let named = tests_named_in(&fs::read_to_string(root().join("docs/security.md")).unwrap());
    assert!(named.len() > 20, "the table was not found");
    let sources = CRATES.iter().flat_map(|name| sources_below(&root().join(name)));
    let sources: String = sources.map(|path| fs::read_to_string(path).unwrap()).collect();
    let missing: Vec<_> = named.iter().filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "docs/security.md names tests that do not exist: {missing:?}");
}

#[test]
fn every_metric_is_in_the_table_for_operators() {
    let document = fs::read_to_string(root().join("docs/operations/monitoring.md")).unwrap();
    let sources = CRATES.iter().flat_map(|name| sources_below(&root().join(name).join("src")));
    let literals = sources.flat_map(|path| read(fs::read_to_string(path).unwrap().parse().unwrap()).literals);
    let names: BTreeSet<String> = literals.map(|literal| literal.trim_matches('"').to_owned()).collect();
    // The last one is a word in the files of backups.
    let is_metric = |name: &&String| name.starts_with("portico_") && *name != "portico_backup";
    let metrics: Vec<_> = names.iter().filter(is_metric).collect();
    assert!(metrics.len() > 20, "the metrics were not found");
    let missing: Vec<_> = metrics.iter().filter(|name| !document.contains(&format!("`{name}"))).collect();
    assert!(missing.is_empty(), "docs/operations/monitoring.md does not say what these metrics mean: {missing:?}");
}
