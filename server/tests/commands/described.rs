//! What the program says of itself: the version, completions, the manual and the documented commands.

use crate::support::prelude::*;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::Command;

fn said(arguments: &[&str]) -> String {
    let (is_done, said, wrong) = portico_on("", arguments, "");
    assert!(is_done, "{arguments:?}: {wrong}");
    said
}

#[test]
fn the_documented_commands_are_those_of_the_program() {
    let documented = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations/commands.md");
    let documented = std::fs::read_to_string(documented).unwrap();
    let page = said(&["man", "--markdown"]);
    assert!(page == documented, "write it anew: portico man --markdown > docs/operations/commands.md");
}

#[test]
fn the_version_says_of_which_build_it_is() {
    let version = said(&["--version"]);
    assert!(version.starts_with(concat!("portico ", env!("CARGO_PKG_VERSION"), " (")), "{version}");
}

#[rstest]
#[case("bash")]
#[case("zsh")]
#[case("fish")]
fn a_shell_can_complete_the_commands(#[case] shell: &str) {
    assert!(said(&["completions", shell]).contains("reset-second-step"));
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    assert!(said(&["man"]).starts_with(".ie"), "the page of the whole program");
    let folder = tempfile::tempdir().unwrap();
    said(&["man", "--directory", folder.path().to_str().unwrap()]);
    for page in ["portico.1", "portico-setup.1", "portico-account-set-role.1"] {
        assert!(folder.path().join(page).exists(), "{page}");
    }
}

#[test]
fn the_settings_name_a_variable_that_is_no_setting() {
    let variables = [("PORTICO_PUBLIC_ULR", "x"), ("PORTICO_LOG", "warn")];
    let (_, said, wrong) = portico_with("", &variables, &["settings"], "");
    assert!(said.contains("public_url = ") && wrong.contains("PORTICO_PUBLIC_ULR"), "{said}{wrong}");
}

/// As when the disk is full, or `head` has seen enough.
#[rstest]
#[case("settings --example")]
#[case("settings --json-schema")]
#[case("secret generate")]
#[case("man --markdown")]
fn output_that_cannot_be_written_is_an_error_and_no_panic(#[case] command: &str) {
    let folder = tempfile::tempdir().unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(command.split(' '))
        .current_dir(folder.path())
        .stdout(full)
        .output()
        .unwrap();
    let wrong = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && wrong.contains("the output cannot be written"), "{wrong}");
    assert!(!wrong.contains("panicked"), "{wrong}");
}

#[rstest]
#[case("HTTP/1.1 200 OK\r\n\r\nready\n", None)]
#[case("HTTP/1.1 503 Service Unavailable\r\n\r\nmigrations are missing\n", Some("migrations are missing"))]
fn a_container_learns_whether_the_server_is_ready(#[case] answer: &'static str, #[case] told: Option<&str>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines: Vec<_> =
            BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
        stream.write_all(answer.as_bytes()).unwrap();
        lines
    });
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .arg("healthcheck")
        .env("PORTICO_SITE_ADDR", address.to_string())
        .output()
        .unwrap();
    assert_eq!(server.join().unwrap()[0], "GET /readyz HTTP/1.1");
    let wrong = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), told.is_none(), "{wrong}");
    assert!(wrong.contains(told.unwrap_or_default()), "{wrong}");
}
