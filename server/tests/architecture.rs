//! Checks of the source files: which crate or module may use which (docs/architecture.md). A test shows for every rule
//! that it can fail.

#![expect(clippy::unwrap_used, reason = "a source that cannot be read fails the check")]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/source.rs"]
mod source;

use circles::{Module, circles};
use rstest::rstest;
use source::Source;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Words that are forbidden in some files.
struct Rule {
    name: &'static str,
    /// The paths where the words are forbidden; folders end with `/`.
    inside: &'static [&'static str],
    /// The paths where the words are allowed although they are below `inside`.
    except: &'static [&'static str],
    words: &'static [&'static str],
}

const LONGEST_FILE: usize = 300;
const EVERYWHERE: &[&str] = &["domain/src/", "store/src/", "service/src/", "app/src/", "frontend/src/", "server/src/"];
const TEXTS: &str = "service/src/delivery/texts/";
const PASSKEYS: &str = "service/src/security/passkeys.rs";
const NUMBERS: &str = "service/src/phone_numbers.rs";

/// Rules that manifests cannot enforce. Dependencies between crates are in the manifests.
const RULES: &[Rule] = &[
    Rule {
        name: "lettre is known to the delivery only",
        inside: EVERYWHERE,
        except: &["service/src/delivery/"],
        words: &["lettre"],
    },
    Rule { name: "reqwest stays in texts", inside: EVERYWHERE, except: &[TEXTS], words: &["reqwest"] },
    Rule { name: "webauthn-rs has one door", inside: EVERYWHERE, except: &[PASSKEYS], words: &["webauthn_rs"] },
    Rule { name: "libphonenumber has one door", inside: EVERYWHERE, except: &[NUMBERS], words: &["rlibphonenumber"] },
    Rule {
        name: "the environment is read by the settings only",
        inside: EVERYWHERE,
        except: &["server/src/settings/"],
        words: &["std::env", "env::var", "env::var_os", "env::vars"],
    },
    Rule {
        name: "jobs know no HTTP",
        inside: &["server/src/jobs/"],
        except: &[],
        words: &["axum", "axum_extra", "tower", "tower_http", "hyper", "hyper_util", "http", "leptos", "leptos_axum"],
    },
    Rule {
        name: "security and delivery know no use case",
        inside: &["service/src/security/", "service/src/delivery/"],
        except: &[],
        words: &["AppContext", "RequestContext"],
    },
    Rule {
        name: "the domain is pure",
        inside: &["domain/src/"],
        except: &[],
        words: &["async", "await", "SystemTime", "Instant", "std::fs", "std::io", "std::net"],
    },
    Rule {
        name: "the app does no I/O",
        inside: &["app/src/", "frontend/src/"],
        except: &[],
        words: &["std::fs", "std::net", "SystemTime"],
    },
];

/// Describes every rule that a file breaks.
fn faults(path: &str, text: &str) -> Vec<String> {
    let source = Source::read(text);
    let is_inside = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
    let mut faults: Vec<String> = RULES
        .iter()
        .filter(|rule| is_inside(rule.inside) && !is_inside(rule.except))
        .flat_map(|rule| rule.words.iter().map(move |word| (rule, word)))
        .filter(|(_, word)| source.has(word))
        .map(|(rule, word)| format!("{path}: {}, yet it says {word}", rule.name))
        .collect();
    let mut note = |is_wrong: bool, fault: &str| {
        if is_wrong {
            faults.push(format!("{path}: {fault}"));
        }
    };
    note(text.lines().count() > LONGEST_FILE, "a file has at most 300 lines");
    note(!text.starts_with("//! "), "a file opens with `//!` and what it is");
    note(source.code.contains("#[allow(") || source.code.contains("#![allow("), "lints are silenced with `expect`");
    let may_name_paths = path.starts_with("app/src/paths") || !path.contains("/src/");
    let untested = source.with_texts.split("#[cfg(test)]").next().unwrap_or_default();
    let stray = Source::read(untested).texts.into_iter().find(|text| names_a_page(text));
    note(!may_name_paths && stray.is_some(), &format!("paths stand in paths.rs only, not {stray:?}"));
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
fn every_source_keeps_to_the_directions() {
    let root = root();
    let sources: Vec<PathBuf> = ["domain", "store", "service", "app", "frontend", "server"]
        .iter()
        .flat_map(|name| sources_below(&root.join(name)))
        .collect();
    assert!(sources.len() > 80, "the sources were not found");
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        faults(&name, &fs::read_to_string(path).unwrap())
    };
    let faults: Vec<String> = sources.iter().flat_map(read).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[rstest]
#[case("service/src/x.rs", "use lettre::Message;", "lettre is known")]
#[case("service/src/delivery/x.rs", "use reqwest::Client;", "reqwest stays")]
#[case("service/src/x.rs", "use rlibphonenumber::Region;", "libphonenumber has")]
#[case("service/src/x.rs", "use webauthn_rs::Webauthn;", "webauthn-rs has")]
#[case("server/src/http/x.rs", "let x = std::env::var(name);", "the environment is read")]
#[case("server/src/http/x.rs", "use std::env;\nfn x() { env::var(name); }", "the environment is read")]
#[case("server/src/jobs/x.rs", "use axum::Router;", "know no HTTP")]
#[case("server/src/jobs/x.rs", "use crate::{language, http::cookies};", "know no HTTP")]
#[case("service/src/security/x.rs", "use crate::{app_context::AppContext};", "security and delivery know")]
#[case("domain/src/x.rs", "pub async fn x() {}", "the domain is pure")]
#[case("app/src/x.rs", "use std::fs;", "the app does no I/O")]
#[case("app/src/ui/x.rs", "let x = \"/sign-in\";", "paths stand in")]
#[case("app/src/ui/x.rs", "let x = format!(\"/o/{slug}\");", "paths stand in")]
#[case("server/src/http/x.rs", "let x = r#\"go to /account\"#;", "paths stand in")]
#[case("server/src/x.rs", "#[allow(dead_code)]", "lints are silenced")]
#[case("server/tests/x.rs", "#![allow(dead_code)]", "lints are silenced")]
fn a_file_that_breaks_a_rule_is_found(#[case] path: &str, #[case] line: &str, #[case] rule: &str) {
    let faults = faults(path, &format!("//! A sample.\n\n{line}\n"));
    assert!(!faults.is_empty() && faults.iter().all(|fault| fault.contains(rule)), "{faults:?}");
}

#[rstest]
#[case("service/src/x.rs", "// lettre\nlet x = \"lettre\"; /* reqwest */")]
#[case("server/src/jobs/x.rs", "let my_axum_like = '\"'; let y = 'x'; fn z<'a>() {} // \"")]
#[case("service/src/delivery/x.rs", "use lettre::Message;")]
#[case("server/src/settings/mod.rs", "let x = std::env::var_os(name);")]
#[case("server/src/http/x.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/x.rs\"));")]
#[case("server/src/http/x.rs", "let x = \"https://sign-in.example\";")]
#[case("server/src/http/x.rs", "#[cfg(test)]\nmod tests { const X: &str = \"/sign-in\"; }")]
#[case("app/src/paths.rs", "pub const SIGN_IN: &str = \"/sign-in\";")]
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

/// `known` modules of a crate still depend on each other. The number may only become smaller.
#[rstest]
#[case("domain", 0)]
#[case("store", 0)]
#[case("service", 15)]
#[case("app", 0)]
#[case("frontend", 0)]
#[case("server", 3)]
fn modules_depend_on_each_other_in_one_direction(#[case] name: &str, #[case] known: usize) {
    let found = circles(&modules_of(name));
    let many: usize = found.iter().map(|circle| circle.len()).sum();
    assert_eq!(many, known, "{found:#?}");
}

/// The names of a manifest's dependencies, without dev-dependencies and build-dependencies.
fn dependencies(manifest: &str) -> Vec<&str> {
    let mut is_meant = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_meant = line.contains("dependencies]") && !line.contains("dev-") && !line.contains("build-");
        } else if let (true, Some((name, _))) = (is_meant, line.split_once(['.', '=', ' '])) {
            names.push(name);
        }
    }
    names
}

#[rstest]
#[case("domain", &["hmac", "idna", "serde", "sha1", "subtle", "thiserror", "unicode-normalization", "uuid", "zeroize"][..])]
#[case("frontend", &["app", "leptos", "wasm-bindgen", "wasm-bindgen-futures"])]
fn a_crate_depends_on_these_and_no_others(#[case] name: &str, #[case] allowed: &[&str]) {
    let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
    let found = dependencies(&manifest);
    assert!(!found.is_empty());
    let others: Vec<_> = found.iter().filter(|name| !allowed.contains(name)).collect();
    assert!(others.is_empty(), "{name} depends on {others:?}");
}

#[rstest]
#[case("store", "domain", &["service", "app", "server", "axum", "leptos", "lettre", "argon2", "reqwest"][..])]
#[case("service", "store", &["app", "server", "axum", "leptos", "leptos_axum", "http", "tower", "sea-orm", "sqlx"])]
#[case("app", "domain", &["server", "sea-orm", "lettre", "axum", "argon2", "sqlx"])]
#[case("server", "service", &["sea-orm", "sea-orm-migration", "lettre", "argon2", "reqwest", "webauthn-rs"])]
fn a_crate_does_not_depend_on_these(#[case] name: &str, #[case] needed: &str, #[case] refused: &[&str]) {
    let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
    let found = dependencies(&manifest);
    assert!(found.contains(&needed));
    for other in refused {
        assert!(!found.contains(other), "{name} depends on {other}");
    }
}

#[test]
fn dependencies_are_read_from_a_manifest() {
    let manifest =
        "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb = \"1\"\n[dev-dependencies]\nc = \"1\"\n";
    assert_eq!(dependencies(manifest), ["a", "b"]);
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = tests_named_in(&fs::read_to_string(root.join("docs/security.md")).unwrap());
    assert!(named.len() > 20, "the table was not found");
    let mut sources = String::new();
    let mut folders: Vec<PathBuf> =
        ["domain/src", "store/src", "service/src", "app/tests", "server/src", "server/tests"]
            .map(|path| root.join(path))
            .into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(entry).unwrap());
            }
        }
    }
    let missing: Vec<_> = named.iter().filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "docs/security.md names tests that do not exist: {missing:?}");
}
