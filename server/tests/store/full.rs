//! A full disk, for the real program: a limit on the size of its files that comes and goes, and `kill -9` at the end.

use super::becomes;
use crate::support::prelude::*;
use sea_orm::{ConnectionTrait as _, Database, Statement};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tokio::net::TcpListener;

struct Program {
    child: Child,
    port: u16,
}

impl Program {
    /// Starts a demo server in a folder. It ignores `SIGXFSZ`, so that a write beyond the limit returns an error.
    async fn start(folder: &Path) -> Program {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new("env")
            .args(["--ignore-signal=XFSZ", env!("CARGO_BIN_EXE_portico"), "serve", "--demo"])
            .current_dir(folder)
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
            .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
            .env("PORTICO_DEMO_APPLICATION_ADDR", "127.0.0.1:0")
            .env("PORTICO_LOG", "error")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let program = Program { child, port };
        becomes("the program serves", async || program.ask("GET", "/readyz", "").await == 200).await;
        program
    }

    /// The status of the response; 0 while the server does not answer.
    async fn ask(&self, method: &str, path: &str, body: &str) -> u16 {
        status_of(Ipv4Addr::LOCALHOST, self.port, method, path, body).await
    }

    async fn send_code(&self, who: &str) -> u16 {
        self.ask("POST", "/api/send_code", &format!("organisation=&email={who}%40example.com&return_to=")).await
    }

    /// Limits the size of the program's files: `unlimited`, or a number of bytes.
    fn limit_files(&self, limit: &str) {
        let pid = self.child.id().to_string();
        let status = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={limit}:")]).status().unwrap();
        assert!(status.success(), "prlimit {limit}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn codes_for(folder: &Path) -> Vec<String> {
    let url = format!("sqlite://{}", folder.join("data/portico-demo.db").display());
    let raw = Database::connect(&url).await.unwrap();
    let sql = "SELECT destination FROM challenge WHERE destination LIKE 'person-%' ORDER BY destination";
    let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn what_is_acknowledged_after_the_disk_was_full_survives_a_kill(#[values(1, 4)] failures: usize) {
    let folder = TempDir::new().unwrap();
    let program = Program::start(folder.path()).await;
    assert_eq!(program.send_code("person-a").await, 200);
    program.limit_files("1024");
    for number in 0..failures {
        assert_eq!(program.send_code(&format!("person-b{number}")).await, 503, "acknowledged on a full disk");
    }
    becomes("not ready", async || program.ask("GET", "/readyz", "").await == 503).await;
    assert_eq!(program.ask("GET", "/healthz", "").await, 200);
    program.limit_files("unlimited");
    becomes("ready again", async || program.ask("GET", "/readyz", "").await == 200).await;
    for number in 0..3 {
        assert_eq!(program.send_code(&format!("person-c{number}")).await, 200);
    }
    // Dropping the program sends SIGKILL.
    drop(program);
    let expected = ["person-a", "person-c0", "person-c1", "person-c2"].map(|who| format!("{who}@example.com"));
    assert_eq!(codes_for(folder.path()).await, expected);
}
