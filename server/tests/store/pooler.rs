//! Debian's PgBouncer between Portico and PostgreSQL, with the documented file. `make pgbouncer` installs it.

use super::becomes;
use crate::support::prelude::*;
use domain::Secret;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use store::{DatabaseSettings, Store};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

const PGBOUNCER: &str = "/usr/sbin/pgbouncer";
const FILE: &str = "../docs/operations/postgresql/pgbouncer.ini";

/// A running PgBouncer. It is stopped when the value is dropped.
struct Pooler {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pooler {
    /// Starts it in front of a test's database.
    async fn start(database: &TestDatabase, mode: &str) -> Pooler {
        let (before, sockets) = database.url.split_once("?host=").expect("PostgreSQL on a socket");
        let name = before.rsplit('/').next().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let mut settings = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE)).unwrap();
        for (documented, here) in [
            ("host=127.0.0.1 port=5432 dbname=portico", format!("host={sockets} dbname={name} user=postgres")),
            ("listen_port = 6432", format!("listen_port = {port}\nunix_socket_dir =")),
            ("auth_type = scram-sha-256\nauth_file = /etc/pgbouncer/userlist.txt", "auth_type = any".to_owned()),
            ("pool_mode = session", format!("pool_mode = {mode}")),
        ] {
            assert!(settings.contains(documented), "the documented file has no {documented:?}");
            settings = settings.replace(documented, &here);
        }
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let log = folder.path().join("log");
        let output = File::create(&log).unwrap();
        let mut command = program(folder.path());
        command.arg(&file).stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        let child = command.spawn().unwrap_or_else(|error| panic!("{error}. Run: make pgbouncer"));
        let pooler = Pooler { child, port, _folder: folder };
        becomes("PgBouncer listens", async || TcpStream::connect(("127.0.0.1", port)).await.is_ok()).await;
        pooler
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/portico", self.port)
    }
}

/// PgBouncer refuses to run as root. In that case it runs as the user `postgres`, who has to read its file.
fn program(folder: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(PGBOUNCER);
    }
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", PGBOUNCER]);
    command
}

#[tokio::test]
async fn a_pooler_that_mixes_up_statements_is_refused() {
    let world = World::open(Postgres).await;
    let pooler = Pooler::start(&world.database, "transaction").await;
    let helps = ["pooler", "pool_mode = session", "1.21", "max_prepared_statements"];
    let told = format!("{:#}", Store::connect(&pooler.url()).await.unwrap_err());
    assert!(told.starts_with("PORTICO_DATABASE_URL: ") && helps.iter().all(|part| told.contains(part)), "{told}");
    let settings = DatabaseSettings {
        read_url: Some(Secret::new(pooler.url())),
        ..DatabaseSettings::of(Secret::new(world.database.url.clone()))
    };
    let told = format!("{:#}", Store::connect_with(&settings).await.unwrap_err());
    assert!(told.starts_with("PORTICO_DATABASE_READ_URL: ") && helps.iter().all(|part| told.contains(part)), "{told}");
    let (is_done, _, told) = portico_on(&pooler.url(), &["organisation", "list"], "");
    assert!(!is_done && helps.iter().all(|part| told.contains(part)), "{told}");
}

#[tokio::test]
async fn a_pooler_that_runs_no_transactions_is_refused() {
    let world = World::open(Postgres).await;
    let pooler = Pooler::start(&world.database, "statement").await;
    let told = format!("{:#}", Store::connect(&pooler.url()).await.unwrap_err());
    assert!(told.starts_with("PORTICO_DATABASE_URL: ") && told.contains("pooler"), "{told}");
}

#[tokio::test]
async fn a_pooler_in_session_mode_is_as_good_as_none() {
    let world = World::open(Postgres).await;
    let pooler = Pooler::start(&world.database, "session").await;
    let store = Store::connect(&pooler.url()).await.unwrap();
    let app = world.other_server(|app| app.store = store).await;
    for _ in 0..3 {
        let mut browser = world.browser_in(&app);
        let (challenge, code) = world.send_code(&mut browser, OWNER).await;
        browser.verify(challenge, &code).await.unwrap();
        world.clock.advance(Seconds::minutes(2));
    }
}
