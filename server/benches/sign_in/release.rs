//! The release build, run as an operator runs it: one process in a separate, empty folder.

use crate::crowd::runtime;
use crate::report::{Row, Table, say};
use crate::{bytes, furnished, start};
use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Cargo builds it for this benchmark, with the same features: `target/release/portico`.
const PROGRAM: &str = env!("CARGO_BIN_EXE_portico");
/// A folder on a real disk: `/tmp` may be in memory.
pub const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");

/// A port at which no mail server listens.
const NO_MAIL: u16 = 9;
const TIMEOUT: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(2);

/// Measures everything about the release build: without a demo, then with one.
pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    table.attempt("the released program without a demonstration", |table| {
        let folder = TempDir::new_in(FOLDER)?;
        let file = folder.path().join("portico.db");
        runtime()?.block_on(furnished::seed(&file, 0))?;
        let portico = answering(Portico::start_furnished(folder, &file)?)?;
        table.row("memory when idle", |what| idle_memory(what, &portico));
        table.attempt("what a browser loads", |table| bytes::measure(table, &portico));
        Ok(())
    });
    table.attempt("the released program with a demonstration", |table| {
        let portico = answering(Portico::start()?)?;
        table.row("memory when idle, in a demonstration", |what| idle_memory(what, &portico));
        table.row("everything the hydrated sign-in loads, in a demonstration", |what| {
            bytes::measure_demonstration(what, &portico)
        });
        Ok(())
    });
    table.row("the program's file", |what| {
        Ok(Row::below(what, 30.0, "MB", fs::metadata(PROGRAM)?.len() as f64 / 1e6, "with the site inside"))
    });
    say("starting the release build a few times");
    table.row("from exec to the first 200 at `/sign-in`, migrations included", start::measure);
    Ok(())
}

fn answering(mut portico: Portico) -> anyhow::Result<Portico> {
    portico.first_answer(app::paths::SIGN_IN)?;
    Ok(portico)
}

/// The memory after the first page, when there are no requests any more.
fn idle_memory(what: &'static str, portico: &Portico) -> anyhow::Result<Row> {
    say("letting it idle");
    std::thread::sleep(IDLE);
    let megabytes = |bytes: usize| bytes as f64 / 1e6;
    let [own, file] = ["RssAnon:", "RssFile:"].map(|field| portico.status(field));
    let detail = format!("{:.1} its own, {:.1} of the program's file", megabytes(own?), megabytes(file?));
    Ok(Row::below(what, 45.0, "MB", megabytes(portico.memory()?), &detail))
}

/// A running server. Dropping it ends the process.
pub struct Portico {
    child: Child,
    pub address: SocketAddr,
    _folder: TempDir,
}

/// A response; the names of its headers are in lower case.
pub struct Answer {
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Portico {
    /// Starts a demo on a new database. It may not accept connections yet.
    pub fn start() -> anyhow::Result<Self> {
        Self::run(TempDir::new_in(FOLDER)?, &["serve", "--demo"], &[])
    }

    /// Starts a server on a database in `folder` that `seed` created. It trusts proxies on loopback addresses. Its
    /// mail server does not exist, so nothing that is measured may send mail.
    pub fn start_furnished(folder: TempDir, file: &Path) -> anyhow::Result<Self> {
        Self::start_on(folder, &furnished::database_url(file))
    }

    /// Does what `start_furnished` does on a database of either kind.
    pub fn start_on(folder: TempDir, url: &str) -> anyhow::Result<Self> {
        Self::start_mailing(folder, url, NO_MAIL)
    }

    /// Does what `start_on` does, with a mail server at this port.
    pub fn start_mailing(folder: TempDir, url: &str, port: u16) -> anyhow::Result<Self> {
        let settings = [
            ("PORTICO_DATABASE_URL", url.to_owned()),
            ("PORTICO_SECRET_KEY", BASE64_STANDARD.encode(furnished::SECRET)),
            ("PORTICO_TRUSTED_PROXIES", "127.0.0.0/8".to_owned()),
            ("PORTICO_MAIL_FROM", "Portico <no-reply@portico.example>".to_owned()),
            ("PORTICO_SMTP_URL", format!("smtp://127.0.0.1:{port}")),
        ];
        Self::run(folder, &["serve"], &settings)
    }

    fn run(folder: TempDir, arguments: &[&str], settings: &[(&str, String)]) -> anyhow::Result<Self> {
        let address = free_address()?;
        let child = Command::new(PROGRAM)
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("PORTICO_ADMIN_ADDR", free_address()?.to_string())
            .env("PORTICO_DEMO_APPLICATION_ADDR", "127.0.0.1:0")
            .stderr(Stdio::from(fs::File::create(folder.path().join("log"))?))
            .spawn()
            .with_context(|| format!("{PROGRAM} does not start"))?;
        Ok(Portico { child, address, _folder: folder })
    }

    /// Waits until the server accepts connections, then requests the page. Fails unless the status is 200.
    pub fn first_answer(&mut self, path: &str) -> anyhow::Result<()> {
        while TcpStream::connect(self.address).is_err() {
            ensure!(self.child.try_wait()?.is_none(), "{PROGRAM} ended at its start");
            std::thread::sleep(Duration::from_millis(1));
        }
        self.get(path, "identity").map(|_| ())
    }

    /// Sends a request on a new connection. Any status but 200 is an error.
    pub fn get(&self, path: &str, accept_encoding: &str) -> anyhow::Result<Answer> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept-encoding: {accept_encoding}\r\nconnection: close\r\n\r\n",
            self.address
        )?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").context("an answer without an end")?;
        let body = bytes.split_off(end + 4);
        let head = String::from_utf8(bytes)?;
        ensure!(head.starts_with("HTTP/1.1 200 "), "{path}: {}", head.lines().next().unwrap_or_default());
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let headers: Vec<_> = head.lines().filter_map(header).collect();
        let answer = Answer { headers, body };
        // Without a length the body is chunked, and the frames of its chunks would be counted.
        let length = answer.header("content-length").context("an answer of unknown length")?;
        ensure!(length.parse::<usize>()? == answer.body.len(), "{path}: not all of it came");
        Ok(answer)
    }

    /// The resident memory, in bytes.
    pub fn memory(&self) -> anyhow::Result<usize> {
        self.status("VmRSS:")
    }

    /// The peak of the resident memory, in bytes.
    pub fn most_memory(&self) -> anyhow::Result<usize> {
        self.status("VmHWM:")
    }

    /// The processor time of all threads so far, in seconds. The kernel counts it in hundredths.
    pub fn processor(&self) -> anyhow::Result<f64> {
        let stat = fs::read_to_string(self.of_process("stat"))?;
        // The name of the program is in brackets and may contain blanks.
        let (_, fields) = stat.rsplit_once(") ").context("no fields")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let ticks = |field: usize| anyhow::Ok(fields.get(field - 3).context("too few fields")?.parse::<f64>()?);
        // In user mode, and in the kernel (proc_pid_stat(5)).
        Ok((ticks(14)? + ticks(15)?) / 100.0)
    }

    fn of_process(&self, name: &str) -> PathBuf {
        Path::new("/proc").join(self.child.id().to_string()).join(name)
    }

    fn status(&self, field: &str) -> anyhow::Result<usize> {
        let status = fs::read_to_string(self.of_process("status"))?;
        let kib = status.lines().find_map(|line| line.strip_prefix(field));
        let kib = kib.with_context(|| format!("no {field}"))?;
        Ok(kib.trim().trim_end_matches(" kB").parse::<usize>()? * 1024)
    }
}

impl Drop for Portico {
    fn drop(&mut self) {
        // The process may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address on which no program listens at the moment.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
