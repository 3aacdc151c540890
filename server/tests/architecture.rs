//! The directions between crates and modules, read from the sources (docs/architecture.md). Every rule is proven able to fail.

#![expect(clippy::unwrap_used, reason = "sources that cannot be read are a failed check")]

#[path = "architecture/source.rs"]
mod source;

use rstest::rstest;
use source::Source;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Names that have no place in some files.
struct Rule {
    name: &'static str,
    /// Where the names have no place; folders end with `/`.
    inside: &'static [&'static str],
    /// Where they have, although it is inside.
    except: &'static [&'static str],
    words: &'static [&'static str],
}

const LONGEST_FILE: usize = 300;
const EVERYWHERE: &[&str] = &["domain/src/", "app/src/", "frontend/src/", "server/src/"];
const TEXTS: &str = "server/src/delivery/texts/";
const PASSKEYS: &str = "server/src/security/passkeys.rs";
const NUMBERS: &str = "server/src/phone_numbers.rs";

const RULES: &[Rule] = &[
    Rule {
        name: "the database is known to the store only",
        inside: EVERYWHERE,
        except: &["server/src/store/"],
        words: &["sea_orm", "sea_orm_migration", "sea_query", "sqlx", "entity"],
    },
    Rule {
        name: "lettre is known to the delivery only",
        inside: EVERYWHERE,
        except: &["server/src/delivery/"],
        words: &["lettre"],
    },
    Rule { name: "reqwest stays in texts", inside: EVERYWHERE, except: &[TEXTS], words: &["reqwest"] },
    Rule { name: "webauthn-rs has one door", inside: EVERYWHERE, except: &[PASSKEYS], words: &["webauthn_rs"] },
    Rule { name: "libphonenumber has one door", inside: EVERYWHERE, except: &[NUMBERS], words: &["rlibphonenumber"] },
    Rule {
        name: "the environment is read by the settings only",
        inside: EVERYWHERE,
        except: &["server/src/settings.rs"],
        words: &["std::env", "env::var", "env::var_os", "env::vars"],
    },
    Rule {
        name: "flows, jobs and all below know no HTTP",
        inside: &[
            "server/src/flows/",
            "server/src/jobs/",
            "server/src/security/",
            "server/src/store/",
            "server/src/delivery/",
            "domain/src/",
        ],
        except: &[],
        words: &["axum", "axum_extra", "tower", "tower_http", "hyper", "hyper_util", "http", "leptos", "leptos_axum"],
    },
    Rule {
        name: "flows know nothing above them",
        inside: &["server/src/flows/"],
        except: &[],
        words: &["app", "backend", "command_line", "jobs", "startup", "crate::settings", "Settings", "PublicUrl"],
    },
    Rule {
        name: "the store knows the domain only",
        inside: &["server/src/store/"],
        except: &[],
        words: &["flows", "security", "delivery", "jobs", "house", "app", "settings", "startup", "command_line"],
    },
    Rule {
        name: "security and delivery know no flow",
        inside: &["server/src/security/", "server/src/delivery/"],
        except: &[],
        words: &["flows", "jobs", "house", "app", "settings", "startup", "command_line"],
    },
    Rule {
        name: "the domain is pure",
        inside: &["domain/src/"],
        except: &[],
        words: &[
            "async",
            "await",
            "tokio",
            "leptos",
            "rand",
            "SystemTime",
            "Instant",
            "std::fs",
            "std::io",
            "std::net",
            "server",
        ],
    },
    Rule {
        name: "the app knows no server",
        inside: &["app/src/", "frontend/src/"],
        except: &[],
        words: &["server::store", "server::flows", "tokio", "axum", "std::fs", "std::net", "SystemTime"],
    },
];

/// What is wrong with a file, in words.
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
    let may_choose = ["app/src/lib.rs", "app/src/backend.rs"].contains(&path);
    note(
        !may_choose && source.with_texts.contains("feature = \"ssr\""),
        "`ssr` is asked for in lib.rs and backend.rs only",
    );
    let may_name_paths = path.starts_with("app/src/paths") || !path.contains("/src/");
    let untested = source.with_texts.split("#[cfg(test)]").next().unwrap_or_default();
    let stray = Source::read(untested).texts.into_iter().find(|text| names_a_page(text));
    note(!may_name_paths && stray.is_some(), &format!("paths stand in paths.rs only, not {stray:?}"));
    faults
}

/// Whether a text is or holds the path of a page, `https://sign-in.example` not counted.
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
    let sources: Vec<PathBuf> =
        ["domain", "app", "frontend", "server"].iter().flat_map(|name| sources_below(&root.join(name))).collect();
    assert!(sources.len() > 80, "the sources were not found");
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        faults(&name, &fs::read_to_string(path).unwrap())
    };
    let faults: Vec<String> = sources.iter().flat_map(read).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[rstest]
#[case("server/src/flows/x.rs", "use sea_orm::Value;", "the database is known")]
#[case("server/src/store/x.rs", "use lettre::Message;", "lettre is known")]
#[case("server/src/delivery/x.rs", "use reqwest::Client;", "reqwest stays")]
#[case("server/src/flows/x.rs", "use rlibphonenumber::Region;", "libphonenumber has")]
#[case("server/src/flows/x.rs", "use webauthn_rs::Webauthn;", "webauthn-rs has")]
#[case("server/src/http/x.rs", "let x = std::env::var(name);", "the environment is read")]
#[case("server/src/http/x.rs", "use std::env;\nfn x() { env::var(name); }", "the environment is read")]
#[case("server/src/flows/x.rs", "use axum::Router;", "know no HTTP")]
#[case("server/src/flows/x.rs", "use crate::{clock, http::cookies};", "know no HTTP")]
#[case("server/src/flows/x.rs", "use crate::{backend};", "flows know nothing above")]
#[case("server/src/store/x.rs", "use crate::flows::Visitor;", "the store knows")]
#[case("server/src/security/x.rs", "use crate::{house::House};", "security and delivery know")]
#[case("domain/src/x.rs", "pub async fn x() {}", "the domain is pure")]
#[case("app/src/x.rs", "use tokio::spawn;", "the app knows no server")]
#[case("app/src/ui/x.rs", "#[cfg(feature = \"ssr\")]", "`ssr` is asked for")]
#[case("app/src/ui/x.rs", "#[cfg(not(feature = \"ssr\"))]", "`ssr` is asked for")]
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
#[case("server/src/flows/x.rs", "// sea_orm\nlet x = \"sea_orm\"; /* axum */")]
#[case("server/src/flows/x.rs", "let my_axum_like = '\"'; let y = 'x'; fn z<'a>() {} // \"")]
#[case("server/src/store/x.rs", "use sea_orm::Value;")]
#[case("server/src/delivery/x.rs", "use lettre::Message;")]
#[case("server/src/settings.rs", "let x = std::env::var_os(name);")]
#[case("server/src/http/x.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/x.rs\"));")]
#[case("server/src/http/x.rs", "let x = \"https://sign-in.example\";")]
#[case("server/src/http/x.rs", "#[cfg(test)]\nmod tests { const X: &str = \"/sign-in\"; }")]
#[case("app/src/paths.rs", "pub const SIGN_IN: &str = \"/sign-in\";")]
#[case("app/src/lib.rs", "#[cfg(feature = \"ssr\")]")]
fn a_file_that_keeps_the_rules_passes(#[case] path: &str, #[case] line: &str) {
    assert_eq!(faults(path, &format!("//! A sample.\n\n{line}\n")), [""; 0]);
}

#[test]
fn a_file_too_long_or_without_a_word_about_itself_is_found() {
    assert_eq!(faults("app/src/x.rs", &"//! Long.\n".repeat(LONGEST_FILE)), [""; 0]);
    assert_eq!(faults("app/src/x.rs", &"//! Long.\n".repeat(LONGEST_FILE + 1)).len(), 1);
    assert_eq!(faults("app/src/x.rs", "/// Not about the file.\nfn x() {}\n").len(), 1);
}

/// The names under `[dependencies]` and its like, tests aside.
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

#[test]
fn the_app_depends_on_nothing_that_only_a_server_has() {
    let manifest = fs::read_to_string(root().join("app/Cargo.toml")).unwrap();
    let found = dependencies(&manifest);
    assert!(found.contains(&"domain"));
    for name in ["server", "sea-orm", "lettre", "axum", "tokio", "argon2", "sqlx"] {
        assert!(!found.contains(&name), "app depends on {name}");
    }
}

#[test]
fn dependencies_are_read_from_a_manifest() {
    let manifest =
        "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb = \"1\"\n[dev-dependencies]\nc = \"1\"\n";
    assert_eq!(dependencies(manifest), ["a", "b"]);
}

/// Names in the last column of a table, between backticks, that look like a test's.
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
        ["domain/src", "app/tests", "server/src", "server/tests"].map(|path| root.join(path)).into();
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
