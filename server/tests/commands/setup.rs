//! `portico setup`, from an empty folder.

use crate::support::prelude::*;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const ANSWERS: [&str; 10] = [
    "--public-url",
    "http://localhost:3000",
    "--smtp-url",
    "smtp://127.0.0.1:9",
    "--mail-from",
    "Example <sign-in@company.example>",
    "--name",
    "Example",
    "--email",
    "admin@company.example",
];

/// Runs the program in this folder. Returns whether it succeeded, its output and its errors.
fn portico_in(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(arguments)
        .current_dir(folder)
        .env("PORTICO_LOG", "error")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

fn set_up(folder: &Path, answers: &[&str]) -> (bool, String, String) {
    portico_in(folder, &[&["setup"], answers].concat())
}

#[test]
fn one_command_leads_to_the_first_admin() {
    let folder = TempDir::new().unwrap();
    let (is_done, said, wrong) = set_up(folder.path(), &ANSWERS);
    assert!(is_done, "{wrong}");
    assert!(said.contains("http://localhost:3000/") && said.contains("admin@company.example"), "{said}");
    let file = folder.path().join("portico.toml");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let settings = std::fs::read_to_string(&file).unwrap();
    assert!(settings.contains("secret_key") && !said.contains(settings.split("secret_key = ").nth(1).unwrap()));
    let (_, listed, _) = portico_in(folder.path(), &["account", "list"]);
    assert_eq!(listed.trim(), "admin@company.example  admin  active");

    let (is_done, _, wrong) = set_up(folder.path(), &ANSWERS);
    assert!(!is_done && wrong.contains("portico.toml has settings already"), "{wrong}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), settings);
}

#[test]
fn the_command_that_starts_it_names_a_file_of_another_name() {
    let folder = TempDir::new().unwrap();
    let (is_done, said, wrong) = set_up(folder.path(), &[&ANSWERS[..], &["--config", "own.toml"]].concat());
    assert!(is_done && said.contains("portico --config 'own.toml' serve"), "{said}{wrong}");
}

#[rstest]
fn every_preset_gets_a_link_that_signs_in(
    #[values("codes", "links", "invited", "temporary", "hardened")] preset: &'static str,
) {
    let folder = TempDir::new().unwrap();
    let (is_done, said, wrong) = set_up(folder.path(), &[&ANSWERS[..], &["--preset", preset]].concat());
    assert!(is_done, "{wrong}");
    assert!(said.contains("http://localhost:3000/new-password/") && said.contains("it signs you in"), "{said}");
    assert!(said.contains("once, for 24 hours"), "{said}");
}

#[test]
fn without_a_terminal_all_missing_answers_are_named() {
    let folder = TempDir::new().unwrap();
    let (is_done, _, wrong) = set_up(folder.path(), &ANSWERS[..4]);
    assert!(!is_done && wrong.contains("Give: --mail-from, --name, --email"), "{wrong}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn settings_that_cannot_be_used_leave_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let mut answers = ANSWERS;
    answers[1] = "http://sign-in.example";
    let (is_done, _, wrong) = set_up(folder.path(), &answers);
    assert!(!is_done && wrong.contains("--public-url: ") && !wrong.contains("portico.toml"), "{wrong}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[tokio::test]
async fn without_a_link_the_settings_stay_because_the_organisation_is_made() {
    let folder = TempDir::new().unwrap();
    let database = TestDatabase::open(Sqlite, true).await;
    database.execute("DROP TABLE recovery_link").await;
    let (is_done, said, wrong) = set_up(folder.path(), &[&ANSWERS[..], &["--database-url", &database.url]].concat());
    assert!(!is_done && said.contains("The settings are in"), "{said}");
    assert!(wrong.contains("portico account set-password --email admin@company.example --link"), "{wrong}");
    assert!(std::fs::read_to_string(folder.path().join("portico.toml")).unwrap().contains("secret_key"));
    let (_, listed, _) = portico_in(folder.path(), &["account", "list"]);
    assert_eq!(listed.trim(), "admin@company.example  admin  active");
}

#[test]
fn a_file_that_sets_nothing_is_filled_in() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("portico.toml");
    std::fs::write(&file, "# public_url = 'https://sign-in.example'\n").unwrap();
    let (is_done, _, wrong) = set_up(folder.path(), &ANSWERS);
    assert!(is_done, "{wrong}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("# public_url"));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}
