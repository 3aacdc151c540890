//! The built program, run as an operator does.

use super::prelude::*;
use std::io::Write as _;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Runs the program as an operator does, on this world's database. Returns whether it succeeded, its output and its
/// errors.
pub fn portico(world: &World, arguments: &[&str], input: &str) -> (bool, String, String) {
    portico_on(&world.database.url, arguments, input)
}

/// Runs the program in an empty folder, on a database. Returns whether it succeeded, its output and its errors.
pub fn portico_on(database_url: &str, arguments: &[&str], input: &str) -> (bool, String, String) {
    portico_with(database_url, &[], arguments, input)
}

/// Does what `portico_on` does, with more settings.
pub fn portico_with(
    database_url: &str,
    settings: &[(&str, &str)],
    arguments: &[&str],
    input: &str,
) -> (bool, String, String) {
    let folder = TempDir::new().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(arguments)
        .current_dir(folder.path())
        .env("PORTICO_DATABASE_URL", database_url)
        .env("PORTICO_LOG", "error")
        // Whoever runs the tests may have become root.
        .env_remove("SUDO_USER")
        .env_remove("SUDO_UID")
        .env_remove("DOAS_USER")
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads nothing may have ended already.
    let _ = program.stdin.take().unwrap().write_all(input.as_bytes());
    let output = program.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}
