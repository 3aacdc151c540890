//! What the built program tells while it serves: metrics, audit events on standard output, traces.

use crate::support::prelude::*;
use rustix::process::{Pid, Signal, kill_process};
use std::future::pending;
use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// How long a server may take to start, and a trace to arrive.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);
/// The client of the request, as the proxy says.
const CLIENT_ADDRESS: &str = "203.0.113.77";
const REQUEST_ID: &str = "request-of-the-test";
/// The trace that the proxy has begun.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A running program, which is stopped when the value is dropped.
struct Served {
    program: Child,
    site: String,
    metrics: String,
    _folder: TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// An address where nothing listens.
fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

impl Served {
    async fn start(world: &World, settings: &[(&str, &str)]) -> Served {
        let folder = TempDir::new().unwrap();
        let (site, metrics) = (free_address(), free_address());
        let program = Command::new(env!("CARGO_BIN_EXE_portico"))
            .arg("serve")
            .current_dir(folder.path())
            .env("PORTICO_DATABASE_URL", &world.database.url)
            .env("PORTICO_SECRET_KEY", KEY)
            .env("PORTICO_MAIL_FROM", "no-reply@portico.example")
            .env("PORTICO_SMTP_URL", "smtp://127.0.0.1:9")
            .env("PORTICO_TRUSTED_PROXIES", "127.0.0.1")
            .env("PORTICO_SITE_ADDR", &site)
            .env("PORTICO_ADMIN_ADDR", &metrics)
            .env("PORTICO_LOG", "info")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let served = Served { program, site, metrics, _folder: folder };
        let ready = async {
            while !get(&served.site, "/readyz").await.is_some_and(|answer| answer.contains(" 200 ")) {
                pause().await;
            }
        };
        timeout(PATIENCE, ready).await.expect("the server is not ready");
        served
    }

    /// Asks for a code, as a browser behind the proxy does.
    async fn send_code(&self) {
        let body = format!("organisation=&email={}", OWNER.replace('@', "%40"));
        let head = format!(
            "POST /api/send_code HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
             x-forwarded-for: {CLIENT_ADDRESS}\r\nx-request-id: {REQUEST_ID}\r\n\
             traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let answer = ask(&self.site, &format!("{head}{body}")).await.unwrap();
        assert!(answer.contains(" 200 ") && answer.contains(&format!("x-request-id: {REQUEST_ID}")), "{answer}");
    }

    /// Stops the program as an operator does. Returns its output and its log.
    fn stop(mut self) -> (String, String) {
        kill_process(Pid::from_child(&self.program), Signal::TERM).unwrap();
        let (mut output, mut log) = (String::new(), String::new());
        self.program.stdout.take().unwrap().read_to_string(&mut output).unwrap();
        self.program.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (output, log)
    }
}

async fn pause() {
    let _ = timeout(PAUSE, pending::<()>()).await;
}

async fn ask(address: &str, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}

async fn get(address: &str, path: &str) -> Option<String> {
    ask(address, &format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).await
}

#[apply(matrix)]
async fn metrics_are_described_and_begin_at_zero(database: Database) {
    let world = World::open(database).await;
    let served = Served::start(&world, &[]).await;
    served.send_code().await;
    let told = get(&served.metrics, "/metrics").await.unwrap();
    for metric in server::http::metrics::ALL {
        // Known only when the first key was made.
        if metric.name == "portico_signing_key_age_seconds" || metric.name == "process_virtual_memory_max_bytes" {
            continue;
        }
        let described = [format!("# HELP {} ", metric.name), format!("# TYPE {} {}", metric.name, metric.kind.name())];
        assert!(described.iter().all(|line| told.contains(line)), "{}: {told}", metric.name);
    }
    for line in [
        "portico_messages_total{channel=\"text\",outcome=\"too_late\"} 0",
        "portico_audit_events_total{event=\"password_locked\"} 0",
        "portico_audit_events_total{event=\"message_written\"} 1",
        "portico_hashing_wait_seconds_count 0",
        "portico_http_seconds_bucket{method=\"POST\",route=\"/api/send_code\",status=\"200\",le=\"10\"} 1",
        "portico_database_connections{pool=\"write\",state=",
        "portico_build_info{version=\"",
    ] {
        assert!(told.contains(line), "{line} is missing: {told}");
    }
    assert!(!told.contains(OWNER) && !told.contains(CLIENT_ADDRESS), "{told}");
}

#[apply(matrix)]
async fn audit_events_go_to_standard_output_if_asked_for(
    database: Database,
    #[values("none", "stdout")] destination: &str,
) {
    let world = World::open(database).await;
    let served = Served::start(&world, &[("PORTICO_AUDIT_LOG", destination)]).await;
    served.send_code().await;
    let (output, log) = served.stop();
    assert!(log.contains("audit event") && log.contains(REQUEST_ID) && log.contains(CLIENT_ADDRESS), "{log}");
    assert!(!log.contains(OWNER), "{log}");
    if destination == "none" {
        assert_eq!(output, "");
        return;
    }
    let events: Vec<serde_json::Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let event = events.iter().find(|event| event["kind"] == "message_written").unwrap();
    assert_eq!(event["whom"].as_str().map(str::len), Some(32), "{event}");
    assert_eq!(event["organisation"].as_str().map(str::len), Some(32), "{event}");
    assert!(event["at"].as_str().unwrap().ends_with('Z'), "{event}");
    assert!(!output.contains(OWNER), "{output}");
}

#[apply(matrix)]
async fn a_collector_gets_traces_without_secrets_and_addresses(database: Database) {
    let collector = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/traces"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&collector)
        .await;
    let world = World::open(database).await;
    let uri = collector.uri();
    let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", uri.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
    let served = Served::start(&world, &settings).await;
    served.send_code().await;
    // The messages are in Protocol Buffers, in which texts are readable.
    let holds = |body: &[u8], text: &str| body.windows(text.len()).any(|part| part == text.as_bytes());
    let arrived = async {
        loop {
            let requests = collector.received_requests().await.unwrap();
            let body: Vec<u8> = requests.into_iter().flat_map(|request| request.body).collect();
            if ["POST /api/send_code", "begin a transaction"].iter().all(|name| holds(&body, name)) {
                break body;
            }
            pause().await;
        }
    };
    let body = timeout(PATIENCE, arrived).await.expect("no traces arrive");
    assert!(holds(&body, REQUEST_ID) && holds(&body, "portico"), "the spans lack their names");
    let trace: Vec<u8> = (0..16).map(|at| u8::from_str_radix(&TRACE[2 * at..2 * at + 2], 16).unwrap()).collect();
    assert!(body.windows(16).any(|part| part == trace), "the trace of the proxy is not continued");
    for secret in [OWNER, "example.com", CLIENT_ADDRESS, KEY] {
        assert!(!holds(&body, secret), "{secret} is in a trace");
    }
    let (_, log) = served.stop();
    assert!(!log.contains("does not accept traces"), "{log}");
}

#[tokio::test]
async fn an_endpoint_that_is_no_url_is_refused_without_showing_it() {
    let folder = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["serve", "--demo"])
        .current_dir(folder.path())
        .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:hunter2@:no port/")
        .output()
        .unwrap();
    let wrong = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && wrong.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{wrong}");
    assert!(!wrong.contains("hunter2"), "{wrong}");
}
