//! `portico doctor` behind the documented configurations for Portico itself, and behind changed ones.

use crate::program::{Change, Program, free_address};
use rstest::rstest;
use serde_json::Value;
use std::future::pending;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

const NGINX_KEEPS_ADDRESS: [Change<'static>; 1] =
    [("proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;", "")];
const NGINX_WITHOUT_ADDRESS: [Change<'static>; 1] = [("$proxy_add_x_forwarded_for", "\"\"")];
const NGINX_WITHOUT_COOKIES: [Change<'static>; 1] =
    [("proxy_set_header Host            $host;", "proxy_set_header Host $host; proxy_set_header Cookie \"\";")];
const CADDY_WITHOUT_ORIGIN: [Change<'static>; 1] =
    [("reverse_proxy 127.0.0.1:3000", "request_header -Origin\n\treverse_proxy 127.0.0.1:3000")];

/// A server that is stopped when the value is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn portico(folder: &TempDir, public: SocketAddr, own: SocketAddr, proxies: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command
        .current_dir(folder.path())
        .env("PORTICO_SECRET_KEY", KEY)
        .env("PORTICO_PUBLIC_URL", format!("http://{public}"))
        .env("PORTICO_SITE_ADDR", own.to_string())
        .env("PORTICO_ADMIN_ADDR", "127.0.0.1:0")
        .env("PORTICO_TRUSTED_PROXIES", proxies)
        .env("PORTICO_MAIL_FROM", "portico@localhost")
        .env("PORTICO_SMTP_URL", "smtp://127.0.0.1:9")
        .env("PORTICO_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// What the doctor says of the proxy: verdicts and sentences.
async fn examine(program: Program, changes: &[Change<'_>], proxies: &str) -> Vec<(String, String)> {
    let (folder, public, own) = (TempDir::new().unwrap(), free_address(), free_address());
    let _server = Server(portico(&folder, public, own, proxies).arg("serve").spawn().unwrap());
    let answers = async {
        while TcpStream::connect(own).await.is_err() {
            let _ = timeout(PAUSE, pending::<()>()).await;
        }
    };
    timeout(PATIENCE, answers).await.expect("the server does not start");
    let _proxy = program.start_before_portico(public, own, changes).await;
    let mut doctor = portico(&folder, public, own, proxies);
    let output = spawn_blocking(move || doctor.args(["doctor", "--json"]).output()).await.unwrap().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let lines = report["found"].as_array().unwrap().iter().filter(|line| line["about"] == "proxy");
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    lines.map(|line| (text(line, "verdict"), text(line, "says"))).collect()
}

/// The doctor asks from the address of the proxy here, so it cannot say whom Portico believes, and says so.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_configurations_pass_on_what_portico_needs(
    #[values(Program::Nginx, Program::Caddy)] program: Program,
) {
    let found = examine(program, &[], "127.0.0.1").await;
    assert!(found.len() == 1 && found[0].0 != "wrong", "{found:?}");
}

#[rstest]
#[case(Program::Nginx, &[], "10.0.0.1", "which is not trusted")]
#[case(Program::Nginx, &NGINX_KEEPS_ADDRESS, "127.0.0.1", "as visitors send it")]
#[case(Program::Nginx, &NGINX_WITHOUT_ADDRESS, "127.0.0.1", "does not say")]
#[case(Program::Nginx, &NGINX_WITHOUT_COOKIES, "127.0.0.1", "drops the header Cookie")]
#[case(Program::Caddy, &CADDY_WITHOUT_ORIGIN, "127.0.0.1", "drops the header Origin")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_found(
    #[case] program: Program,
    #[case] changes: &[Change<'static>],
    #[case] proxies: &str,
    #[case] says: &str,
) {
    let found = examine(program, changes, proxies).await;
    let is_told = |(verdict, told): &(String, String)| verdict == "wrong" && told.contains(says);
    assert!(found.iter().any(is_told), "{found:?}");
}
