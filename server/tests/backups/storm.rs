//! A backup while a server is busy: what was acknowledged before it began is in it.

use super::{KEY, done};
use crate::support::prelude::*;
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::time::{interval, timeout};

/// How many codes are acknowledged before the backup begins.
const BEFORE: usize = 40;
const TASKS: u32 = 4;

/// A server that is stopped when the value is dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn start(database: &TestDatabase, folder: &TempDir) -> Server {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let child = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["serve", "--demo"])
        .current_dir(folder.path())
        .env("PORTICO_DATABASE_URL", &database.url)
        .env(KEY.0, KEY.1)
        .env("PORTICO_SITE_ADDR", format!("127.0.0.1:{port}"))
        .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
        .env("PORTICO_DEMO_APPLICATION_ADDR", "127.0.0.1:0")
        .env("PORTICO_LOG", "error")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let server = Server { child, port };
    waits_until(async || ask(port, 0, "GET", "/readyz", "").await == 200).await;
    server
}

async fn waits_until(mut is_so: impl AsyncFnMut() -> bool) {
    let mut next = interval(Duration::from_millis(50));
    let asking = async {
        while !is_so().await {
            next.tick().await;
        }
    };
    timeout(Duration::from_secs(60), asking).await.expect("it never became so");
}

/// The status of the response; 0 while the server does not answer. Each number is another client address.
async fn ask(port: u16, number: u32, method: &str, path: &str, body: &str) -> u16 {
    // All addresses of 127.0.0.0/8 are this machine.
    status_of(Ipv4Addr::from_bits(0x7f01_0000 + number), port, method, path, body).await
}

/// Asks for codes until it is told to stop. Keeps the addresses of those that were acknowledged.
async fn ask_on(port: u16, count: Arc<AtomicU32>, is_over: Arc<AtomicBool>, acknowledged: Arc<Mutex<Vec<String>>>) {
    while !is_over.load(Ordering::SeqCst) {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let body = format!("organisation=&email=person-{number}%40example.com&return_to=");
        if ask(port, number, "POST", "/api/send_code", &body).await == 200 {
            acknowledged.lock().unwrap().push(format!("person-{number}@example.com"));
        }
    }
}

#[apply(threaded_matrix)]
async fn what_was_acknowledged_before_a_backup_began_is_in_it(database: Database) {
    let (folder, source) = (TempDir::new().unwrap(), TestDatabase::open(database, false).await);
    let server = start(&source, &folder).await;
    let (count, is_over, acknowledged) = (Arc::new(AtomicU32::new(1)), Arc::<AtomicBool>::default(), Arc::default());
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| tokio::spawn(ask_on(server.port, count.clone(), is_over.clone(), Arc::clone(&acknowledged))))
        .collect();
    waits_until(async || acknowledged.lock().unwrap().len() >= BEFORE).await;
    let before: Vec<String> = acknowledged.lock().unwrap().clone();
    let file = folder.path().join("portico.backup");
    let (url, path) = (source.url.clone(), file.to_str().unwrap().to_owned());
    let backup = move || portico_with(&url, &[KEY], &["backup", &path], "");
    let (is_done, _, wrong) = tokio::task::spawn_blocking(backup).await.unwrap();
    assert!(is_done, "{wrong}");
    let after = acknowledged.lock().unwrap().len();
    is_over.store(true, Ordering::SeqCst);
    for task in tasks {
        task.await.unwrap();
    }
    assert!(after > before.len(), "the server went on while the backup was made");
    if database == Sqlite {
        let (is_done, _, wrong) =
            portico_with(&source.url, &[KEY], &["restore", file.to_str().unwrap(), "--force"], "");
        assert!(!is_done && wrong.contains("Stop it first"), "a server is running: {wrong}");
    }
    drop(server);
    let target = TestDatabase::open(database, false).await;
    done(&target, &["restore", file.to_str().unwrap()]);
    let there = target.texts("SELECT destination FROM challenge").await;
    let missing: Vec<_> = before.iter().filter(|address| !there.contains(address)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
