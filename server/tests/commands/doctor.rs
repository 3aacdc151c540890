//! `portico doctor`, in front of a real server.

use crate::support::prelude::*;
use serde_json::Value;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::park_timeout;
use std::time::Duration;
use tempfile::TempDir;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER_KEY: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
const TRIES: usize = 600;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// A server that is stopped when the value is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program with complete settings. Mail comes from this machine, so that DNS is not asked.
fn program(folder: &TempDir, database: &str, address: SocketAddr) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command
        .current_dir(folder.path())
        .env("PORTICO_DATABASE_URL", database)
        .env("PORTICO_SECRET_KEY", KEY)
        .env("PORTICO_PUBLIC_URL", format!("http://{address}"))
        .env("PORTICO_SITE_ADDR", address.to_string())
        .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
        .env("PORTICO_MAIL_FROM", "portico@localhost")
        .env("PORTICO_SMTP_URL", "smtp://127.0.0.1:9")
        .env("PORTICO_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn serve(command: &mut Command, address: SocketAddr) -> Server {
    let server = Server(command.arg("serve").spawn().unwrap());
    for _ in 0..TRIES {
        if TcpStream::connect(address).is_ok() {
            return server;
        }
        park_timeout(BETWEEN_TRIES);
    }
    panic!("the server does not start");
}

/// Runs the doctor. Returns whether nothing is wrong, and what was found: about what, the verdict, what it says.
fn examined(command: &mut Command) -> (bool, Vec<[String; 3]>) {
    let output = command.args(["doctor", "--json"]).stdout(Stdio::piped()).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let lines = report["found"].as_array().unwrap().iter();
    let found = lines.map(|line| ["about", "verdict", "says"].map(|key| text(line, key))).collect();
    assert_eq!(report["ok"].as_bool(), Some(output.status.success()));
    (output.status.success(), found)
}

fn verdict<'a>(found: &'a [[String; 3]], about: &str) -> &'a str {
    let line = found.iter().find(|[known, ..]| known == about);
    line.map_or("", |[_, verdict, _]| verdict.as_str())
}

#[apply(matrix)]
async fn it_finds_nothing_where_nothing_is_wrong(database: Database) {
    let world = World::open(database).await;
    let (folder, address) = (TempDir::new().unwrap(), free_address());
    let program = || program(&folder, &world.database.url, address);
    let _server = serve(&mut program(), address);
    let (is_fine, found) = examined(&mut program());
    for about in ["DNS", "clock", "public URL", "version", "proxy", "database"] {
        assert_eq!(verdict(&found, about), "fine", "{about}: {found:?}");
    }
    // The PostgreSQL of the tests loses what it has acknowledged, and the doctor says so.
    let wrong: Vec<_> = found.iter().filter(|[_, verdict, _]| verdict == "wrong").collect();
    assert_eq!((is_fine, wrong.len()), if database == Sqlite { (true, 0) } else { (false, 1) }, "{found:?}");
    assert!(wrong.iter().all(|[.., says]| says.contains("does not wait for the disk")), "{wrong:?}");
}

#[apply(matrix)]
async fn it_finds_another_key_and_a_server_that_does_not_answer(database: Database) {
    let world = World::open(database).await;
    let (folder, address) = (TempDir::new().unwrap(), free_address());
    let program = || program(&folder, &world.database.url, address);
    let (is_fine, found) = examined(&mut program());
    assert!(!is_fine && verdict(&found, "public URL") == "wrong", "{found:?}");
    assert_eq!(verdict(&found, "database"), "fine", "{found:?}");
    let _server = serve(&mut program(), address);
    let (is_fine, found) = examined(program().env("PORTICO_SECRET_KEY", OTHER_KEY));
    assert!(!is_fine && verdict(&found, "public URL") == "wrong", "{found:?}");
    assert!(found.iter().all(|line| line.iter().all(|text| !text.contains(OTHER_KEY))), "{found:?}");
}

#[apply(matrix)]
async fn it_finds_a_database_that_is_not_up_to_date(database: Database) {
    let world = World::unfurnished(database, false).await;
    let folder = TempDir::new().unwrap();
    let (is_fine, found) = examined(&mut program(&folder, &world.database.url, free_address()));
    assert!(!is_fine && verdict(&found, "database") == "wrong", "{found:?}");
    assert!(found.iter().any(|[.., says]| says.contains("portico migrate")), "{found:?}");
}
