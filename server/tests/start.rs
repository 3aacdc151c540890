//! The real program: with which settings it starts, where it listens, and what it refuses.

use crate::support::prelude::*;
use std::fs;
use std::future::pending;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER_KEY: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// A program that is stopped when the value is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// What it says until it ends by itself.
    fn refusal(mut self) -> String {
        let mut said = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(!self.0.wait().unwrap().success(), "{said}");
        said
    }
}

/// The program with complete settings, in a folder and on a database.
fn portico(folder: &Path, database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command
        .current_dir(folder)
        .env("PORTICO_DATABASE_URL", database)
        .env("PORTICO_SECRET_KEY", KEY)
        .env("PORTICO_MAIL_FROM", "no-reply@portico.example")
        .env("PORTICO_SMTP_URL", "smtp://127.0.0.1:9")
        .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
        .env("PORTICO_SITE_ADDR", "unix:portico.sock")
        .env("PORTICO_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn serve(command: &mut Command) -> Server {
    Server(command.arg("serve").spawn().unwrap())
}

fn sqlite(folder: &TempDir) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join("portico.db").display())
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<String> {
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Waits until the server in a folder answers on its socket.
async fn ready(socket: PathBuf) {
    let answered = async {
        loop {
            if let Ok(stream) = UnixStream::connect(&socket).await
                && ask(stream).await.is_ok_and(|told| told.contains(" 200 "))
            {
                break;
            }
            let _ = timeout(PAUSE, pending::<()>()).await;
        }
    };
    timeout(PATIENCE, answered).await.expect("the server is not ready");
}

#[apply(matrix)]
async fn a_server_with_another_key_does_not_start(database: Database) {
    let world = World::open(database).await;
    let folder = TempDir::new().unwrap();
    let start = |key: &str| serve(portico(folder.path(), &world.database.url).env("PORTICO_SECRET_KEY", key));
    let first = start(KEY);
    ready(folder.path().join("portico.sock")).await;
    drop(first);
    let told = start(OTHER_KEY).refusal();
    assert!(told.contains("PORTICO_SECRET_KEY") && told.contains("another key"), "{told}");

    // Once the key was rotated, the old one is not needed.
    let rotate = |previous: &str| {
        let mut command = portico(folder.path(), &world.database.url);
        command.env("PORTICO_SECRET_KEY", OTHER_KEY).env("PORTICO_PREVIOUS_SECRET_KEYS", previous);
        command.args(["secret", "rotate"]).output().unwrap()
    };
    let rotated = rotate(KEY);
    assert!(rotated.status.success(), "{rotated:?}");
    let _second = start(OTHER_KEY);
    ready(folder.path().join("portico.sock")).await;
}

#[apply(matrix)]
async fn a_default_organisation_has_to_be_there(database: Database) {
    let world = World::open(database).await;
    let folder = TempDir::new().unwrap();
    let told =
        serve(portico(folder.path(), &world.database.url).env("PORTICO_DEFAULT_ORGANISATION", "nowhere")).refusal();
    assert!(told.contains("PORTICO_DEFAULT_ORGANISATION: there is no organisation nowhere"), "{told}");
}

#[tokio::test]
async fn a_file_of_sqlite_has_one_server_until_it_is_killed() {
    let folder = TempDir::new().unwrap();
    let first = serve(&mut portico(folder.path(), &sqlite(&folder)));
    ready(folder.path().join("portico.sock")).await;
    let second =
        portico(folder.path(), &sqlite(&folder)).env("PORTICO_SITE_ADDR", "unix:second.sock").arg("serve").spawn();
    let told = Server(second.unwrap()).refusal();
    assert!(told.contains("PORTICO_DATABASE_URL: another server uses this SQLite file"), "{told}");
    // This sends SIGKILL, and leaves the lock file and the socket behind.
    drop(first);
    let _third = serve(&mut portico(folder.path(), &sqlite(&folder)));
    ready(folder.path().join("portico.sock")).await;
}

#[tokio::test]
async fn a_metrics_address_in_use_is_only_a_warning() {
    let folder = TempDir::new().unwrap();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let mut server = serve(portico(folder.path(), &sqlite(&folder)).env("PORTICO_ADMIN_ADDR", &address));
    ready(folder.path().join("portico.sock")).await;
    let mut said = String::new();
    server.0.kill().unwrap();
    server.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("there are no metrics") && said.contains("PORTICO_ADMIN_ADDR"), "{said}");
}

#[tokio::test]
async fn a_socket_that_systemd_passes_is_used() {
    let folder = TempDir::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Passed sockets begin at 3; the shell moves standard input there.
    let mut shell = Command::new("sh");
    let script = "export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$0\" serve 3<&0 </dev/null";
    shell.args(["-c", script, env!("CARGO_BIN_EXE_portico")]);
    let like = portico(folder.path(), &sqlite(&folder));
    for (name, value) in like.get_envs() {
        shell.env(name, value.unwrap());
    }
    let passed = Stdio::from(OwnedFd::from(listener));
    let _server = Server(shell.current_dir(folder.path()).stdin(passed).stderr(Stdio::null()).spawn().unwrap());
    // The connection waits until the server accepts it.
    let asked = async { ask(TcpStream::connect(address).await.unwrap()).await.unwrap() };
    let answer = timeout(PATIENCE, asked).await.expect("no answer");
    assert!(answer.contains(" 200 "), "{answer}");
    assert!(!folder.path().join("portico.sock").exists(), "it listens on its own socket too");
}

#[test]
fn settings_say_where_they_come_from_and_hide_secrets() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("elsewhere.toml");
    fs::write(&file, "public_url = 'https://sign-in.example'\nsms_webhook_secret = 'hunter2'\n").unwrap();
    let run = |arguments: &[&str]| {
        let config = ["--config", file.to_str().unwrap()];
        let mut command = portico(folder.path(), "postgres://user:hunter2@db.example/portico");
        let output = command.env("PORTICO_SMTP_ULR", "x").args(arguments).args(config).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.success(), text(output.stdout), text(output.stderr))
    };
    let (is_done, said, wrong) = run(&["settings"]);
    assert!(is_done, "{wrong}");
    assert!(
        said.contains("public_url = https://sign-in.example  (") && said.contains("elsewhere.toml, line 1)"),
        "{said}"
    );
    assert!(said.contains("database_url = set  (PORTICO_DATABASE_URL in the environment)"), "{said}");
    assert!(said.contains("hashing_queue = not set"), "{said}");
    let (_, json, _) = run(&["settings", "--json"]);
    assert!(json.contains("\"https://sign-in.example\"") && !json.contains("hunter2"), "{json}");
    assert!(!said.contains("hunter2") && !said.contains(KEY), "{said}");

    let (_, _, warned) = run(&["secret", "generate"]);
    assert!(warned.contains("PORTICO_SMTP_ULR") && warned.contains("PORTICO_SMTP_URL"), "{warned}");

    fs::write(&file, "public_url = 'https://sign-in.example'\n\nhunter = ['hunter2'\n").unwrap();
    let (is_done, _, wrong) = run(&["secret", "generate"]);
    assert!(!is_done && wrong.contains("elsewhere.toml, line") && !wrong.contains("hunter2"), "{wrong}");
    fs::remove_file(&file).unwrap();
    let (is_done, _, wrong) = run(&["secret", "generate"]);
    assert!(!is_done && wrong.contains("--config") && wrong.contains("elsewhere.toml cannot be read"), "{wrong}");
}
