//! One PostgreSQL server for all test processes. The first process that needs it starts it; `watch_postgres.sh` stops
//! it when it has been idle for a while. A server that a killed run left behind is used again, or replaced when it does
//! not answer.

use super::database::{DURABILITY, execute};
use sea_orm::Database;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use store::Store;

const CRATE: &str = env!("CARGO_MANIFEST_DIR");
const OPTIONS: &str = "-c listen_addresses='' -c max_connections=300 -c autovacuum=off -c wal_level=minimal \
    -c max_wal_senders=0";

/// A running server with a migrated template database.
pub struct Postgres {
    sockets: PathBuf,
    template: String,
    /// A shared lock that marks the server as in use for as long as this process lives.
    _use: File,
}

impl Postgres {
    /// The server that all tests share.
    pub fn shared() -> &'static Postgres {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Postgres::open(DURABILITY))
    }

    /// A server with these options, in addition to those that all have. Whoever names the same options shares it.
    pub fn open(options: &str) -> Postgres {
        let home = home(options);
        fs::create_dir_all(&home).expect("a folder for PostgreSQL");
        let lock = open_lock(&home, "lock");
        lock.lock().expect("the lock of PostgreSQL");
        let in_use = open_lock(&home, "users");
        in_use.lock_shared().expect("the users of PostgreSQL");
        let run = home.join("run");
        if UnixStream::connect(run.join(".s.PGSQL.5432")).is_err() {
            start(&run, options);
        }
        if open_lock(&home, "watched").try_lock().is_ok() {
            watch(&home);
        }
        let postgres = Postgres { sockets: run, template: format!("template_{}", fingerprint()), _use: in_use };
        postgres.make_template();
        drop(lock);
        postgres
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.sockets.display())
    }

    pub async fn create(&self, database: &str, is_migrated: bool) {
        let template = if is_migrated { &self.template } else { "template0" };
        self.administer(&format!("CREATE DATABASE {database} TEMPLATE {template}")).await;
    }

    /// Drops a database, even while connections to it are open.
    pub async fn remove(&self, database: &str) {
        self.administer(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
    }

    async fn administer(&self, sql: &str) {
        let connection = Database::connect(self.url("postgres")).await.expect("PostgreSQL answers");
        execute(&connection, sql).await;
        connection.close().await.expect("PostgreSQL lets go");
    }

    /// Creates the template, unless it exists. Each version of the tables has its own, so the server survives an edit
    /// of them.
    fn make_template(&self) {
        let marker = self.sockets.join(&self.template);
        if marker.exists() {
            return;
        }
        super::database::block_on(async {
            self.remove(&self.template).await;
            self.create(&self.template, false).await;
            let store = Store::connect(&self.url(&self.template)).await.expect("the template opens");
            store.migrate().await.expect("the template migrates");
            store.close().await;
        });
        File::create(marker).expect("a marker beside the template");
    }
}

/// Not below target/, which the user `postgres` may not be allowed to read. Each checkout, user and text of options has
/// its own folder.
fn home(options: &str) -> PathBuf {
    let hash = hex::encode(Sha256::digest(format!("{} {CRATE} {options}", user_id())));
    std::env::temp_dir().join(format!("portico-postgres-{}", &hash[..12]))
}

fn open_lock(home: &Path, name: &str) -> File {
    File::options().create(true).append(true).open(home.join(name)).expect("a lock file")
}

/// A hash of the migrations' sources.
fn fingerprint() -> String {
    let folder = Path::new(CRATE).join("../store/src/migration");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the migrations").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(fs::read(file).expect("a migration"));
    }
    hex::encode(hash.finalize())[..12].to_owned()
}

/// The folder in which Debian keeps the programs of the newest installed version.
fn programs() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").exists())
        .collect();
    found.sort();
    let (_, newest) =
        found.pop().expect("PostgreSQL is not installed, and every story is told on it too. Run: make postgresql");
    newest
}

/// PostgreSQL refuses to run as root. In that case the program runs as the user `postgres`.
fn as_its_user(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn is_root() -> bool {
    user_id() == "0"
}

fn user_id() -> String {
    let output = Command::new("id").arg("-u").output().expect("`id` starts");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("a program starts");
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

fn start(folder: &Path, options: &str) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder for the data");
    if is_root() {
        run(Command::new("chown").arg("postgres:").arg(folder));
    }
    let programs = programs();
    let (data, log) = (folder.join("data"), folder.join("log"));
    run(as_its_user(&programs.join("initdb"))
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .args(["--no-instructions", "-D"])
        .arg(&data)
        .current_dir("/"));
    let log = File::options().create(true).append(true).open(log).expect("a log");
    // Not `output()`: it would wait for the server, which keeps its end of the pipe open.
    let outcome = as_its_user(&programs.join("pg_ctl"))
        .args(["start", "--wait", "--silent", "-o"])
        .arg(format!("{OPTIONS} {options} -k {}", folder.display()))
        .arg("-D")
        .arg(&data)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a log"))
        .stderr(log)
        .status()
        .expect("pg_ctl starts");
    assert!(outcome.success(), "PostgreSQL did not start; see {}", folder.join("log").display());
}

/// Starts a script in the background that stops the server when no process needs it any more.
fn watch(home: &Path) {
    let data = home.join("run/data");
    let stop = as_its_user(&programs().join("pg_ctl"));
    let mut command = Command::new("setsid");
    command.args(["--fork", "sh"]).arg(Path::new(CRATE).join("tests/support/watch_postgres.sh")).arg(home);
    command.arg(stop.get_program()).args(stop.get_args()).args(["stop", "--silent", "-m", "immediate", "-D"]).arg(data);
    let outcome = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(outcome.is_ok_and(|status| status.success()), "nobody watches over PostgreSQL");
}
