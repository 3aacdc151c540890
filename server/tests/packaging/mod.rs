//! What packages consist of: the unit of systemd, the files of containers, and the documented way to install them.
//! `make package-test` tries the packages themselves.

use crate::support::prelude::*;
use server::settings::table;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// How long the server may take to tell something.
const PATIENCE: Duration = Duration::from_secs(30);

/// A file of the project.
fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn text(path: &str) -> String {
    fs::read_to_string(file(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A demo server that is stopped when the value is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Prepares a program that starts a demo server, in a folder.
fn in_folder<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command
        .current_dir(folder)
        .env("PORTICO_SITE_ADDR", "127.0.0.1:0")
        .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
        .env("PORTICO_DEMO_APPLICATION_ADDR", "127.0.0.1:0")
        .env("PORTICO_LOG", "error")
        .stdout(Stdio::null())
}

/// Starts a server with a socket, as systemd does. Passed sockets begin at 3; the shell moves standard input there.
fn start_with(socket: &TcpListener, folder: &Path) -> Server {
    const SCRIPT: &str = "export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$0\" serve --demo 3<&0 </dev/null";
    let socket = OwnedFd::from(socket.try_clone().unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", SCRIPT, env!("CARGO_BIN_EXE_portico")]).stdin(Stdio::from(socket));
    Server(in_folder(&mut shell, folder).spawn().unwrap())
}

/// Asks the server whether it is ready, on a connection that may have waited for it.
fn is_ready(mut connection: TcpStream) -> bool {
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    connection.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).is_ok() && answer.contains(" 200 ")
}

#[test]
fn no_connection_is_refused_while_the_server_restarts() {
    let folder = TempDir::new().unwrap();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let connect = || TcpStream::connect(socket.local_addr().unwrap()).unwrap();
    let first = start_with(&socket, folder.path());
    assert!(is_ready(connect()));
    drop(first);
    let waiting = connect();
    let _second = start_with(&socket, folder.path());
    assert!(is_ready(waiting));
}

#[test]
fn systemd_learns_the_state_of_the_server() {
    let folder = TempDir::new().unwrap();
    let socket = folder.path().join("notify.sock");
    let systemd = UnixDatagram::bind(&socket).unwrap();
    systemd.set_read_timeout(Some(PATIENCE)).unwrap();
    let told = || {
        let mut message = [0; 256];
        let length = systemd.recv(&mut message).expect("the server tells nothing");
        String::from_utf8_lossy(&message[..length]).trim().to_owned()
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.args(["serve", "--demo"]).env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "200000");
    let mut server = Server(in_folder(&mut command, folder.path()).spawn().unwrap());
    assert_eq!([told(), told(), told()], ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]);
    let stopped = Command::new("kill").arg(server.0.id().to_string()).status().unwrap();
    assert!(stopped.success());
    let last = std::iter::repeat_with(told).find(|message| message != "WATCHDOG=1");
    assert_eq!(last.as_deref(), Some("STOPPING=1"));
    assert!(server.0.wait().unwrap().success(), "it ends as it should");
}

#[test]
fn the_unit_exposes_little() {
    let unit = file("packaging/systemd/portico.service");
    let judged = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--no-pager", "--threshold=15"])
        .arg(unit)
        .output()
        .unwrap_or_else(|error| panic!("systemd-analyze: {error}. Run: make systemd"));
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stdout));
}

/// The names in a text that begin with `PORTICO_`.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
    words.filter(|word| word.starts_with("PORTICO_")).collect()
}

#[rstest]
#[case("packaging/Containerfile")]
#[case("packaging/compose/sqlite/compose.yaml")]
#[case("packaging/compose/postgres/compose.yaml")]
#[case("packaging/compose/guarded/compose.yaml")]
#[case("packaging/tests/image.sh")]
fn packages_set_only_what_is_a_setting(#[case] path: &str) {
    let text = text(path);
    let names = variables(&text);
    assert!(!names.is_empty());
    for name in names {
        let key = name.trim_start_matches("PORTICO_").to_ascii_lowercase();
        let of_file = key.strip_suffix("_file").and_then(table::find).is_some_and(|setting| setting.is_secret());
        assert!(of_file || table::find(&key).is_some(), "{name} is no setting");
    }
}

#[rstest]
#[case("packaging/caddy/sign-in.Caddyfile")]
#[case("packaging/compose/postgres/Caddyfile")]
#[case("packaging/compose/guarded/Caddyfile")]
fn caddy_understands_its_files(#[case] path: &str) {
    let adapted = Command::new("caddy")
        .args(["adapt", "--adapter", "caddyfile", "--config"])
        .arg(file(path))
        .output()
        .unwrap_or_else(|error| panic!("caddy: {error}. Run: make proxies"));
    assert!(adapted.status.success(), "{}", String::from_utf8_lossy(&adapted.stderr));
    assert!(text(path).contains("respond /forward-auth/* 403"), "visitors must not ask as the proxy");
}

#[test]
fn the_guarded_application_has_the_documented_proxy() {
    let documented = text("docs/applications/proxies/Caddyfile");
    let (_, block) = documented.split_once("\napp.example {").unwrap();
    let block = block.replace("127.0.0.1:3000", "portico:3000").replace("127.0.0.1:8080", "application:8080");
    assert!(text("packaging/compose/guarded/Caddyfile").contains(&block));
}

#[test]
fn compose_files_name_this_version() {
    for name in ["sqlite", "postgres", "guarded"] {
        let compose = text(&format!("packaging/compose/{name}/compose.yaml"));
        let tags = compose.split_whitespace().filter_map(|word| word.strip_prefix("portico:"));
        let tags: BTreeSet<&str> = tags.filter(|tag| !tag.is_empty()).collect();
        assert_eq!(tags, BTreeSet::from([env!("CARGO_PKG_VERSION")]), "{name}");
    }
}
