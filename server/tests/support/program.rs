//! The built program, run as an operator does.

use super::prelude::*;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;

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

/// Sends a form, or another request, from an address of this machine to the program at a port. Returns the status of the
/// response; 0 if the program does not answer.
pub async fn status_of(from: Ipv4Addr, port: u16, method: &str, path: &str, body: &str) -> u16 {
    let answered = async {
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        let mut stream = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await?;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = answered.await.unwrap_or_default();
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}
